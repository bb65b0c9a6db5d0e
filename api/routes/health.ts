import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { QUEUES } from '../../domain/names.ts';
import type { ApiServices } from '../services.ts';

const readiness = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) }).meta({ id: 'Readiness', description: '`ok`, or what is wrong, by part: Temporal, the store, and a worker on each queue.' });

/** `/healthz`: this process answers. `/readyz`: so do Temporal and the store, and a worker serves each queue: a run could go on now. */
export const healthRoutes =
  ({ live, store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const schema = { tags: ['service'] };
    app.get('/healthz', { config: { role: 'public' }, schema: { ...schema, summary: 'Whether this process answers', operationId: 'healthz', response: { 200: z.object({ ok: z.boolean() }) } } }, () => ({ ok: true }));

    app.get('/readyz', { config: { role: 'public' }, schema: { ...schema, summary: 'Whether a run could go on now', operationId: 'readyz', response: { 200: readiness, 503: readiness } } }, async (request, reply) => {
      const queues = Object.values(QUEUES);
      const [temporal, stored, ...workers] = await Promise.all([
        answers('temporal', () => live.ping()),
        answers('store', () => store.list('ready/')),
        ...queues.map((queue) => live.workers(queue).catch(() => 0)),
      ]);
      const checks = { temporal, store: stored, ...Object.fromEntries(queues.map((queue, index) => [`queue ${queue}`, workers[index] ? 'ok' : 'no worker serves it'])) };
      const ready = Object.values(checks).every((check) => check === 'ok');
      return reply.code(ready ? 200 : 503).send({ ready, checks });

      /** Everyone may ask, so the reason goes to the log alone. */
      async function answers(part: string, ask: () => Promise<unknown>): Promise<string> {
        return ask().then(() => 'ok', (error: unknown) => {
          request.log.warn({ part, error }, 'not ready');
          return 'does not answer';
        });
      }
    });
    done();
  };
