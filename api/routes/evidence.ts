import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import { renderEvidence } from '../../domain/render/evidence-document.ts';
import type { RunView } from '../../domain/run-view.ts';
import { evidenceDocument } from '../evidence-document.ts';
import { requireRun } from '../live-state.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';
import { storedReport, viewOf } from '../view-of.ts';

/** What a release rests on. */
export const evidenceRoutes =
  (services: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.get(
      '/runs/:run/evidence',
      {
        config: { role: 'view', problems: [404] },
        schema: {
          tags: ['results'],
          operationId: 'getEvidence',
          summary: "The evidence of a run's package",
          description: 'The document to sign, as Markdown, where `Accept` has text/markdown; else JSON: `evidence` (docs/evidence.schema.json), its hash, and who approved. There as soon as the package is, before its approval.',
          params: runParams,
          produces: ['application/json', 'text/markdown'],
          response: { 200: z.unknown() },
        },
      },
      async (request, reply) => {
        const { run } = request.params;
        const document = await evidenceDocument(services.store, await view(run));
        const markdown = request.headers.accept?.includes('text/markdown') ?? false;
        return reply.header('vary', 'accept').type(markdown ? 'text/markdown; charset=utf-8' : 'application/json; charset=utf-8').send(markdown ? renderEvidence(document) : JSON.stringify(document));
      },
    );
    done();

    async function view(run: string): Promise<RunView> {
      const ended = await storedReport(services.store, run);
      if (ended) return ended.view;
      await requireRun(services.live, run);
      const found = await viewOf(services, run);
      if (found) return found;
      throw new HoneError('HONE_UNAVAILABLE', `run: ${run} has not ended, and no worker answers what it has made so far.`);
    }
  };
