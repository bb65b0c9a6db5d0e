import type { Client } from 'openapi-fetch';
import type { RunEvent } from '../../domain/run-view.ts';
import { eventStream } from './event-stream.ts';
import type { EventBlock } from './event-stream.ts';
import { ProblemError } from './problem-error.ts';
import type { paths } from './schema.ts';

/** An event of a run, with the id by which a reader goes on after it. */
export interface FollowedEvent extends RunEvent {
  readonly id: string;
}

export interface FollowOptions {
  /** Goes on after this event. Default: from the run's start. */
  readonly lastEventId?: string | undefined;
  /** Ends the following: its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** A connection that says nothing for so long counts as broken; the API says something every 15 s. */
  readonly silenceMs?: number;
}

const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * The events of a run until it has ended, each once and in order. A connection that breaks is made again, from after the last
 * event and as often as it takes. Before the first one stands, every failure is thrown.
 * @throws ProblemError where the API refuses, such as 401 for a key that was revoked and 404 for a run that does not exist.
 */
export async function* followRun(client: Client<paths>, run: string, { lastEventId = '', signal, silenceMs = 60_000 }: FollowOptions = {}): AsyncGenerator<FollowedEvent, void> {
  let last = lastEventId;
  let retryMs = RETRY_MS;
  for (let body = await connect(client, run, last, signal); ; body = await connectAgain(() => connect(client, run, last, signal), retryMs, signal)) {
    for await (const { id, event, data, retryMs: told } of untilBreak(eventStream(body, { lastEventId: last, silenceMs }))) {
      last = id;
      retryMs = told ?? retryMs;
      if (event === 'end') return;
      if (data !== null) yield { ...(JSON.parse(data) as RunEvent), id };
    }
  }
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

async function connect(client: Client<paths>, run: string, last: string, signal: AbortSignal | undefined): Promise<Body> {
  const { data, error, response } = await client.GET('/v1/runs/{run}/events', {
    params: { path: { run }, header: last === '' ? {} : { 'last-event-id': last } },
    headers: { accept: 'text/event-stream' },
    parseAs: 'stream',
    signal: signal ?? null,
  });
  if (data && response.headers.get('content-type')?.startsWith('text/event-stream')) return data;
  await data?.cancel();
  throw new ProblemError(response, error);
}

/** Waits before each try, twice as long as before the last one; a refusal is thrown, an absent service waited for. */
async function connectAgain(connectOnce: () => Promise<Body>, retryMs: number, signal: AbortSignal | undefined): Promise<Body> {
  for (let waitMs = retryMs; ; waitMs = Math.max(2 * waitMs, RETRY_MS)) {
    await pause(Math.min(waitMs, LONGEST_RETRY_MS), signal);
    try {
      return await connectOnce();
    } catch (error) {
      if (error instanceof ProblemError && !error.retryable) throw error;
    }
  }
}

/** Only the network throws while a body is read, and that is a break as good as an early end. */
async function* untilBreak(blocks: AsyncGenerator<EventBlock>): AsyncGenerator<EventBlock> {
  try {
    yield* blocks;
  } catch {
    return;
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
  signal?.throwIfAborted();
}
