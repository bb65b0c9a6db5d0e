import type { IdentifiedEvent } from '../adapters/temporal/run-events.ts';

const QUIET_MS = 15_000;

/**
 * Events as server-sent events, one block each, and `end` when there will be no more. A comment now and then tells proxies, and
 * this server, that the reader is still there.
 */
export async function* eventStream(events: AsyncIterable<IdentifiedEvent | undefined>, signal: AbortSignal, quietMs = QUIET_MS): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  let spokeAt = Date.now();
  for await (const found of events) {
    if (signal.aborted) return;
    if (found) yield `id: ${found.id}\nevent: ${found.event.type}\ndata: ${JSON.stringify(found.event)}\n\n`;
    else if (Date.now() - spokeAt >= quietMs) yield ': nothing new\n\n';
    else continue;
    spokeAt = Date.now();
  }
  if (!signal.aborted) yield 'event: end\ndata: {}\n\n';
}
