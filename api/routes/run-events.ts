import { Readable } from 'node:stream';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { runEvents } from '../../adapters/temporal/run-events.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';

const headers = z.looseObject({ 'last-event-id': z.string().max(100).exactOptional() });

/** A run's events as server-sent events, from its start or from after `Last-Event-ID`, until it ends. */
export const runEventRoutes =
  ({ client, runs }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const leaving = new AbortController();
    app.addHook('preClose', (closed) => {
      leaving.abort();
      closed();
    });

    app.get(
      '/runs/:run/events',
      {
        config: { role: 'view' },
        schema: {
          tags: ['runs'],
          operationId: 'followRun',
          summary: 'Follow a run',
          description: 'Server-sent events. `data` is a RunEvent; the event `end` says that the run has closed and no more will come. After a break, send the last `id` as `Last-Event-ID`.',
          params: runParams,
          headers,
          produces: ['text/event-stream'],
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { run } = request.params;
        await runs.execution(run);
        const gone = new AbortController();
        request.raw.once('close', () => gone.abort());
        const signal = AbortSignal.any([gone.signal, leaving.signal]);
        const events = runEvents(client, run, request.headers['last-event-id'], signal);
        return reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream').send(Readable.from(eventStream(events, signal)));
      },
    );
    done();
  };

const QUIET_MS = 15_000;

/** One block an event; a comment now and then tells proxies, and this server, that the reader is still there. */
async function* eventStream(events: ReturnType<typeof runEvents>, signal: AbortSignal): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  let spokeAt = Date.now();
  for await (const found of events) {
    if (found) yield `id: ${found.id}\nevent: ${found.event.type}\ndata: ${JSON.stringify(found.event)}\n\n`;
    else if (Date.now() - spokeAt > QUIET_MS) yield ': nothing new\n\n';
    else continue;
    spokeAt = Date.now();
  }
  if (!signal.aborted) yield 'event: end\ndata: {}\n\n';
}
