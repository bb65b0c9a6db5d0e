import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { pollersOf } from '../../adapters/temporal/pollers.ts';
import { QUEUES } from '../../domain/names.ts';
import type { ApiServices } from '../services.ts';

const readiness = z.object({ ready: z.boolean(), checks: z.record(z.string(), z.string()) }).meta({ id: 'Readiness', description: '`ok`, or what is wrong, by part.' });

const DEADLINE_MS = 3_000;

/** `/healthz`: this process answers. `/readyz`: so do Temporal, the store, and a worker on each queue. */
export const healthRoutes =
  ({ client, store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const schema = { tags: ['service'] };
    app.get('/healthz', { config: { role: 'public' }, schema: { ...schema, summary: 'Whether this process answers', operationId: 'healthz', response: { 200: z.object({ ok: z.boolean() }) } } }, () => ({ ok: true }));

    app.get('/readyz', { config: { role: 'public' }, schema: { ...schema, summary: 'Whether a run could go on now', operationId: 'readyz', response: { 200: readiness, 503: readiness } } }, async (_request, reply) => {
      const parts: Record<string, () => Promise<unknown>> = {
        temporal: () => client.workflowService.getSystemInfo({}),
        store: () => store.list('ready/'),
        ...Object.fromEntries(Object.values(QUEUES).map((queue) => [`queue ${queue}`, () => somebodyPolls(queue)])),
      };
      const checks = Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([part, check]) => [part, await verdictOf(check)] as const)));
      const ready = Object.values(checks).every((verdict) => verdict === 'ok');
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    });
    done();

    async function somebodyPolls(queue: string): Promise<void> {
      if ((await pollersOf(client, queue)) === 0) throw new Error('no worker polls it');
    }

    async function verdictOf(check: () => Promise<unknown>): Promise<string> {
      try {
        await client.withDeadline(Date.now() + DEADLINE_MS, check);
        return 'ok';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    }
  };
