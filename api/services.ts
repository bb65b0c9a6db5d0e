import type { Client } from '@temporalio/client';
import type { Settings } from '../adapters/settings.ts';
import type { Runs } from '../adapters/temporal/runs.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { AccessKey, Role } from './access-keys.ts';

/** What the routes work with. */
export interface ApiServices {
  readonly client: Client;
  readonly runs: Runs;
  readonly store: ObjectStore;
  readonly settings: Settings;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Least role that may call the route. Every route has one: building the server fails otherwise. */
    role?: Role | 'public';
  }
  interface FastifyRequest {
    /** The key the request came with; null on loopback without one. */
    accessKey: AccessKey | null;
  }
}

/** Who does it, for histories: the key's name. */
export function actorOf({ accessKey }: { readonly accessKey: AccessKey | null }): string {
  return accessKey ? `${accessKey.name} (key ${accessKey.id})` : 'local';
}
