import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { reportFalsePositives } from '../../activities/engine/intake.ts';
import { actorOf } from '../services.ts';
import type { ApiServices } from '../services.ts';

const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

const promptSchema = z.strictObject({
  text: z.string().min(1).max(20_000),
  source: z.string().min(1).max(100).exactOptional(),
  category: z.string().min(1).max(100).exactOptional(),
});
const body = z.strictObject({ prompts: z.array(promptSchema).min(1).max(1_000) }).meta({ id: 'ReportedPrompts', description: 'Honest prompts that were blocked, as a support desk or a gateway saw them.' });
const answer = z
  .object({ stored: z.int(), duplicates: z.int(), rejected: z.array(z.object({ index: z.int(), reason: z.enum(['text-empty', 'broken-encoding']) })) })
  .meta({ id: 'Intake', description: 'How many were new, known already, or no text to learn from.' });

/** False positives that people and gateways report: the next run mines them beside its traffic. */
export const falsePositiveRoutes =
  ({ store }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    app.post(
      '/false-positives',
      { bodyLimit: BODY_LIMIT_BYTES, config: { role: 'operate' }, schema: { tags: ['false positives'], operationId: 'reportFalsePositives', summary: 'Report honest prompts that were blocked', body, response: { 200: answer } } },
      async (request) => {
        const { rejected, ...counts } = await reportFalsePositives(store, request.body.prompts, actorOf(request));
        return { ...counts, rejected: [...rejected] };
      },
    );
    done();
  };
