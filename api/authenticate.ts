import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { findKey, ROLES } from './access-keys.ts';
import type { AccessKey } from './access-keys.ts';

/**
 * Lets a request in when its key's role suffices for the route. Without `keysRequired` (listening on loopback only) a request needs no
 * key, but must come from this machine's own programs: a web page elsewhere could send one through the browser.
 */
export function authenticate(app: FastifyInstance, store: ObjectStore, keysRequired: boolean): void {
  app.decorateRequest('accessKey', null);
  app.addHook('onRoute', ({ url, config }) => {
    if (!config?.role) throw new HoneError('HONE_INTERNAL', `The route ${url} says nothing of who may call it: set config.role.`);
  });
  app.addHook('onRequest', async (request) => {
    const { role } = request.routeOptions.config;
    if (!role || role === 'public') return;
    if (!keysRequired) refuseForeignPages(request);
    request.accessKey = await keyOf(request, store, keysRequired);
    if (request.accessKey && ROLES.indexOf(request.accessKey.role) < ROLES.indexOf(role)) {
      throw new HoneError('HONE_FORBIDDEN', `Authorization: the key ${request.accessKey.id} has the role ${request.accessKey.role}; this needs ${role}.`);
    }
  });
}

async function keyOf({ headers: { authorization } }: FastifyRequest, store: ObjectStore, keysRequired: boolean): Promise<AccessKey | null> {
  if (authorization === undefined && !keysRequired) return null;
  const [, secret] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
  if (secret === undefined) throw new HoneError('HONE_UNAUTHENTICATED', 'Authorization: write "Bearer <key>"; `hone keys create` makes a key.');
  const key = await findKey(store, secret);
  if (!key) throw new HoneError('HONE_UNAUTHENTICATED', 'Authorization: this key is unknown or was revoked; `hone keys list` shows the keys.');
  return key;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** Names of other hosts reach loopback by DNS rebinding, their pages by the browser's Origin. */
function refuseForeignPages({ headers: { host, origin } }: FastifyRequest): void {
  if (!LOOPBACK.test(host ?? '')) throw new HoneError('HONE_FORBIDDEN', `Host: "${host}" is not this machine; without API keys only loopback addresses are served.`);
  if (origin !== undefined && !LOOPBACK.test(origin.replace(/^https?:\/\//, ''))) throw new HoneError('HONE_FORBIDDEN', `Origin: pages of ${origin} may not call this.`);
}

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
