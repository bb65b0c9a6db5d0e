import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HoneError } from '../../domain/errors.ts';
import { PLOT_FILES } from '../../domain/render/plots/augmentation-plots.ts';
import type { PlotName } from '../../domain/render/plots/augmentation-plots.ts';
import { requireRun } from '../live-state.ts';
import { runParams } from '../run-links.ts';
import type { ApiServices } from '../services.ts';
import { runFile } from '../view-of.ts';

/** The pictures of a run's report, at the addresses that its Markdown has for them. */
export const reportPlotRoutes =
  ({ live, store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    for (const plot of Object.keys(PLOTS) as PlotName[]) {
      const file = PLOT_FILES[plot];
      app.get(
        `/runs/:run/${file}`,
        {
          config: { role: 'view', problems: [404] },
          schema: {
            tags: ['results'],
            ...PLOTS[plot],
            description: 'SVG, of the Markdown report. A run that did not measure what it shows has none.',
            params: runParams,
            produces: ['image/svg+xml'],
            response: { 200: z.unknown() },
          },
        },
        async ({ params: { run } }, reply) => {
          const stored = await runFile(store, run, file);
          if (!stored) {
            await requireRun(live, run);
            throw new HoneError('HONE_NOT_FOUND', `${file}: ${run} has none; it comes with the report of a run that measured what it shows.`);
          }
          return reply.type('image/svg+xml; charset=utf-8').send(stored);
        },
      );
    }
    done();
  };

const PLOTS: Readonly<Record<PlotName, { readonly operationId: string; readonly summary: string }>> = {
  keptPlot: { operationId: 'getKeptPlot', summary: 'A plot: what became of the variations of each method' },
  fooledPlot: { operationId: 'getFooledPlot', summary: 'A plot: the share of variations that the champion takes for attacks' },
  stressPlot: { operationId: 'getStressPlot', summary: 'A plot: attacks caught by family of disguise and severity' },
};
