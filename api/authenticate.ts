import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HoneError } from '../domain/errors.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import { findKey, keyIdOf, ROLES } from './access-keys.ts';
import type { AccessKey, Role } from './access-keys.ts';
import type { RequestLimit } from './request-limit.ts';

export interface Admission {
  /** False where nothing but this machine can connect. */
  readonly keysRequired: boolean;
  /** Requests count for their key, and for their address where they have none that is good. */
  readonly limit: RequestLimit;
}

/**
 * Lets a request in when its key's role suffices for the route. Without `keysRequired` (listening on loopback only) a request needs no
 * key, but must come from this machine's own programs: a web page elsewhere could send one through the browser.
 */
export function authenticate(app: FastifyInstance, store: ObjectStore, { keysRequired, limit }: Admission): void {
  /** Keys that were good once: guesses from their address do not lock them out. */
  const proven = new Set<string>();
  app.decorateRequest('accessKey', null);
  app.addHook('onRoute', ({ url, config }) => {
    if (!config?.role) throw new HoneError('HONE_INTERNAL', `The route ${url} says nothing of who may call it: set config.role.`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const { role = 'approve' } = request.routeOptions.config;
    if (role !== 'public') request.accessKey = await keyOf(request, reply);
    limit.count(request.accessKey?.id ?? request.ip, reply);
    if (role !== 'public' && request.accessKey) requireRole(request.accessKey, role);
  });

  async function keyOf(request: FastifyRequest, reply: FastifyReply): Promise<AccessKey | null> {
    if (!keysRequired) refuseForeignPages(request);
    const { authorization } = request.headers;
    if (authorization === undefined && !keysRequired) return null;
    const [, secret] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    const id = keyIdOf(secret ?? '');
    const key = secret === undefined || (limit.isSpent(request.ip) && !proven.has(id)) ? undefined : await findKey(store, secret);
    if (!key) limit.count(request.ip, reply);
    if (secret === undefined) throw new HoneError('HONE_UNAUTHENTICATED', 'Authorization: write "Bearer <key>"; `hone keys create` makes a key.');
    if (!key) throw new HoneError('HONE_UNAUTHENTICATED', 'Authorization: this key is unknown or was revoked; `hone keys list` shows the keys.');
    proven.add(id);
    return key;
  }
}

function requireRole({ id, role }: AccessKey, least: Role): void {
  if (ROLES.indexOf(role) < ROLES.indexOf(least)) throw new HoneError('HONE_FORBIDDEN', `Authorization: the key ${id} has the role ${role}; this needs ${least}.`);
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
