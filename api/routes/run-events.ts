import { Readable } from 'node:stream';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import { eventStream } from '../event-stream.ts';
import { requireRun } from '../live-state.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';

const headers = z.looseObject({ 'last-event-id': z.string().max(100).exactOptional() });

/** Each asks Temporal and a worker once a second. */
const MAX_STREAMS = 100;

/** A run's events as server-sent events, from its start or from after `Last-Event-ID`, until it ends. */
export const runEventRoutes =
  ({ live }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    let streams = 0;

    app.get(
      '/runs/:run/events',
      {
        config: { role: 'view', problems: [404] },
        exposeHeadRoute: false,
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
        await requireRun(live, run);
        if (streams >= MAX_STREAMS) {
          void reply.header('retry-after', 5);
          throw new HoneError('HONE_RATE_LIMITED', `${MAX_STREAMS} streams of events are open, as many as there may be; close one, or try again later.`);
        }
        streams += 1;
        const gone = new AbortController();
        // Of the response: the request's own `close` may come as soon as it was read.
        reply.raw.once('close', () => {
          streams -= 1;
          gone.abort();
        });
        const events = live.events(run, request.headers['last-event-id'], gone.signal);
        return reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream').send(Readable.from(eventStream(events, gone.signal)));
      },
    );
    done();
  };
