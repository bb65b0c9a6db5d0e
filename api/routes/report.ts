import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import { requireRun } from '../live-state.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';
import { runFile } from '../view-of.ts';

/** What a run says of itself at its end. */
export const reportRoutes =
  ({ live, store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.get(
      '/runs/:run/report',
      {
        config: { role: 'view', problems: [404] },
        schema: {
          tags: ['results'],
          operationId: 'getReport',
          summary: "A run's report",
          description: 'Markdown for people where `Accept` has text/markdown, else JSON with every number.',
          params: runParams,
          produces: ['application/json', 'text/markdown'],
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { run } = request.params;
        const markdown = request.headers.accept?.includes('text/markdown') ?? false;
        const stored = await runFile(store, run, markdown ? 'report.md' : 'report.json');
        if (!stored) {
          await requireRun(live, run);
          throw new HoneError('HONE_NOT_FOUND', `report: ${run} has written none yet; it does when it ends.`);
        }
        return reply.header('vary', 'accept').type(markdown ? 'text/markdown; charset=utf-8' : 'application/json; charset=utf-8').send(stored);
      },
    );
    done();
  };
