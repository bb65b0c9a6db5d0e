import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readProfile } from '../../activities/resolve-request.ts';
import { renderRecommendation } from '../../domain/render/recommendation.ts';
import { parseProfile } from '../../schemas/profile.ts';
import { planCounts, planCountsSchema } from '../plan-counts.ts';
import type { ApiServices } from '../services.ts';

const answer = z.object({ plan: z.record(z.string(), z.unknown()), recommendation: z.string() }).meta({ id: 'PlanAnswer', description: 'Every strategy worked out, and the recommendation as Markdown.' });

/** The planner alone: what each strategy would add, cost and could reach. Starts nothing. */
export const planRoutes =
  ({ settings }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.post(
      '/plan',
      { config: { role: 'view' }, schema: { tags: ['plan'], operationId: 'makePlan', summary: 'Plan without a run', body: planCountsSchema, response: { 200: answer } } },
      async ({ body }) => {
        const plan = planCounts(parseProfile(await readProfile(settings.projectDirectory, body.profile)), body);
        return { plan: { ...plan }, recommendation: renderRecommendation(plan) };
      },
    );
    done();
  };
