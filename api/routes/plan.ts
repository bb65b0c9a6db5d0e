import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readProfile } from '../../activities/resolve-request.ts';
import { openProviders } from '../../adapters/providers/open-providers.ts';
import { renderRecommendation } from '../../domain/render/recommendation.ts';
import { analysisReportSchema } from '../../schemas/analysis-report.ts';
import { parseProfile } from '../../schemas/profile.ts';
import { planCounts, planCountsSchema } from '../plan-counts.ts';
import type { ApiServices } from '../services.ts';

const report = analysisReportSchema.meta({ id: 'AnalysisReport', description: 'Every strategy worked out: what a run leaves as `ml_training_analysis_report.json`.' });
const answer = z.object({ plan: report, recommendation: z.string() }).meta({ id: 'PlanAnswer', description: 'The analysis report, and the same as Markdown: `ML_TRAINING_RECOMMENDATION.md`.' });

/** The planner alone: what each strategy would add, cost and could reach. Starts nothing. */
export const planRoutes =
  ({ settings }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const providers = openProviders(settings.providers);
    app.post(
      '/plan',
      { config: { role: 'view' }, schema: { tags: ['plan'], operationId: 'makePlan', summary: 'Plan without a run', body: planCountsSchema, response: { 200: answer } } },
      async ({ body }) => {
        const plan = planCounts(parseProfile(await readProfile(settings.projectDirectory, body.profile)), body, providers);
        return { plan: analysisReportSchema.parse(plan), recommendation: renderRecommendation(plan) };
      },
    );
    done();
  };
