import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isOpen } from '../../adapters/temporal/is-open.ts';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { ALL_STAGES } from '../../domain/stages.ts';
import { requireRun } from '../live-state.ts';
import { runParams } from '../run-links.ts';
import { actorOf } from '../services.ts';
import type { ApiServices } from '../services.ts';

const accepted = z.object({ run: z.string(), result: z.string() }).meta({ id: 'Accepted', description: 'What was done, in words.' });
const resolution = z
  .strictObject({ parkId: z.string().min(1).max(100), action: z.enum(['retry', 'skip', 'abort']), overrides: z.record(z.string(), z.unknown()).exactOptional() })
  .meta({ id: 'StageResolution', description: 'Answer to a parked stage. `overrides` is a merge patch over its parameters.' });
const decision = z
  .strictObject({ evidenceHash: z.string().min(1).max(200), why: z.string().min(1).max(2000) })
  .meta({ id: 'Decision', description: 'Bound to the evidence that was read.' });
const approval = z
  .strictObject({ ...decision.shape, waiver: z.string().min(1).max(2000).meta({ description: 'Where gates did not pass: why it goes into service all the same; package and history keep it for ever.' }).exactOptional() })
  .meta({ id: 'Approval', description: 'Bound to the evidence that was read. With a waiver exactly where gates did not pass.' });

/** Answer parked stages, decide on promotions, end runs. */
export const steeringRoutes =
  ({ live, runs }: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const tags = ['steering'];

    app.post(
      '/runs/:run/stages/:stage/resolve',
      {
        config: { role: 'operate', problems: [404, 409] },
        schema: { tags, operationId: 'resolveStage', summary: 'Retry, skip or abort a parked stage', params: runParams.extend({ stage: z.enum(ALL_STAGES) }), body: resolution, response: { 200: accepted } },
      },
      async (request) => {
        const { run, stage } = request.params;
        const { parkId } = request.body;
        if (parkId.replace(/-\d+$/, '') !== stage) throw invalidInput('parkId', parkId, `This answers another stage than ${stage}; GET …/stages shows what is parked.`);
        return { run, result: await steer(run, () => runs.resolve(run, { ...request.body, by: actorOf(request) })) };
      },
    );

    app.post(
      '/runs/:run/approve',
      { config: { role: 'approve', problems: [404, 409] }, schema: { tags, operationId: 'approveRun', summary: 'Promote the certified package', params: runParams, body: approval, response: { 200: accepted } } },
      async (request) => {
        const { run } = request.params;
        const { waiver, ...given } = request.body;
        const by = actorOf(request);
        return { run, result: await steer(run, () => runs.decide(run, 'approve', { ...given, by, ...(waiver !== undefined && { waiver: { by, why: waiver } }) })) };
      },
    );

    app.post(
      '/runs/:run/reject',
      { config: { role: 'approve', problems: [404, 409] }, schema: { tags, operationId: 'rejectRun', summary: 'Refuse the promotion', params: runParams, body: decision, response: { 200: accepted } } },
      async (request) => {
        const { run } = request.params;
        return { run, result: await steer(run, () => runs.decide(run, 'reject', { ...request.body, by: actorOf(request) })) };
      },
    );

    app.post(
      '/runs/:run/cancel',
      { config: { role: 'operate', problems: [404, 409] }, schema: { tags, operationId: 'cancelRun', summary: 'End a run; finished stages stay reusable', params: runParams, response: { 202: accepted } } },
      async (request, reply) => {
        const { run } = request.params;
        await steer(run, () => runs.cancel(run));
        request.log.info({ run, by: actorOf(request) }, 'run cancelled');
        return reply.code(202).send({ run, result: 'is ending' });
      },
    );
    done();

    /** Temporal says of a run that has ended that there is none. */
    async function steer<T>(run: string, act: () => Promise<T>): Promise<T> {
      const state = await requireRun(live, run);
      if (!isOpen(state)) throw ended(run, state);
      return act().catch((error: unknown) => {
        throw error instanceof HoneError && error.code === 'HONE_NOT_FOUND' ? ended(run, 'meanwhile') : error;
      });
    }
  };

function ended(run: string, how: string): HoneError {
  return new HoneError('HONE_CONFLICT', `run: "${run}" has ended (${how.toLowerCase()}), so there is nothing left to steer.`);
}
