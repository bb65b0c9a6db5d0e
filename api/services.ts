import type { Settings } from '../adapters/settings.ts';
import type { Runs } from '../adapters/temporal/runs.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { AccessKey, Role } from './access-keys.ts';
import type { LiveState } from './live-state.ts';

/** What the routes work with. */
export interface ApiServices {
  readonly runs: ServedRuns;
  readonly live: LiveState;
  readonly store: ObjectStore;
  readonly settings: Settings;
}

/** What the API does with runs. */
export type ServedRuns = Pick<Runs, 'start' | 'list' | 'view' | 'activity' | 'resolve' | 'decide' | 'cancel'>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Least role that may call the route. Every route has one: building the server fails otherwise. */
    role?: Role | 'public';
    /** Statuses of problems that the route answers beside those that all do: for its description. */
    problems?: readonly number[];
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
