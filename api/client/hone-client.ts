import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import { followRun } from './follow-run.ts';
import type { FollowedEvent, FollowOptions } from './follow-run.ts';
import type { paths } from './schema.ts';

export type { FollowedEvent, FollowOptions } from './follow-run.ts';
export { ProblemError } from './problem-error.ts';
export type { Problem } from './problem-error.ts';
export type { components, operations, paths } from './schema.ts';

export interface HoneClientOptions {
  /** Where the API is, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** An API key; none is needed on loopback. */
  readonly key?: string | undefined;
  /** Default: the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Typed by the OpenAPI document: `hone.GET('/v1/models')` answers `{ data }` or `{ error }`, both of the route's own shape. */
export interface HoneClient extends Client<paths> {
  /** The events of a run until it ends, over breaks of the connection; see `followRun`. */
  follow(run: string, options?: FollowOptions): AsyncGenerator<FollowedEvent, void>;
}

/**
 * A client of the HTTP API, for Node, Deno and browsers.
 *
 * ```ts
 * const hone = honeClient({ baseUrl: 'http://127.0.0.1:8080' });
 * const { data, error } = await hone.POST('/v1/runs', { body: { profile: 'sample' } });
 * if (error) throw new Error(error.detail);
 * for await (const event of hone.follow(data.run)) console.log(event.at, event.type, event.state, event.text);
 * ```
 */
export function honeClient({ baseUrl, key, fetch }: HoneClientOptions): HoneClient {
  const client = createClient<paths>({ baseUrl, headers: key === undefined ? {} : { authorization: `Bearer ${key}` }, ...(fetch ? { fetch } : {}) });
  return { ...client, follow: (run, options) => followRun(client, run, options) };
}
