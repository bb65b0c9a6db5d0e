import { join } from 'node:path';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { profileOf } from '../../activities/resolve-request.ts';
import type { RetrainRequest } from '../../domain/request.ts';
import { parseRequest, requestSchema } from '../../schemas/request.ts';
import { parkedViewSchema, runViewSchema, stageViewSchema, STATUSES, VERDICTS } from '../../schemas/run-view.ts';
import { refuseFilesElsewhere } from '../data-roots.ts';
import { requireRun } from '../live-state.ts';
import { IDEMPOTENCY_KEY, onceOf } from '../once.ts';
import { linksOf, linksSchema, runParams } from '../run-links.ts';
import { actorOf } from '../services.ts';
import type { ApiServices } from '../services.ts';
import { viewOf } from '../view-of.ts';

const startedSchema = z.object({ run: z.string(), links: linksSchema }).meta({ id: 'StartedRun', description: 'The run that was started, now or by an earlier request with the same key.' });
const summarySchema = z
  .object({ run: z.string(), state: z.string(), status: z.string(), stage: z.string(), profile: z.string(), verdict: z.string(), falsePositiveRate: z.number().nullable(), startedAt: z.string(), closedAt: z.string().nullable() })
  .meta({ id: 'RunSummary', description: 'A run in a list. `state` is Temporal\'s, `status` Hone\'s.' });
const activitySchema = z
  .object({
    id: z.string(),
    activity: z.string(),
    queue: z.string(),
    state: z.enum(['started', 'waiting', 'paused']),
    attempt: z.number(),
    progress: z.object({ phase: z.string(), done: z.number(), total: z.number(), rowsPerSecond: z.number(), secondsLeft: z.number() }).nullable(),
    lastFailure: z.string().nullable(),
  })
  .meta({ id: 'Activity', description: 'What a worker does right now, or would if one were free.' });
const detailSchema = z.object({ run: z.string(), state: z.string(), view: runViewSchema.nullable(), links: linksSchema }).meta({ id: 'Run', description: 'A run. `view` is null while no worker is up to say more.' });
const stagesSchema = z.object({ stages: z.array(stageViewSchema), parked: z.array(parkedViewSchema), activities: z.array(activitySchema) }).meta({ id: 'RunStages', description: 'Stages, what is parked, and what is under way.' });

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a profile, such as sample.');
const time = z.iso.datetime({ offset: true, message: 'Write an ISO 8601 time such as 2026-11-24T08:00:00Z.' });
const listQuery = z.strictObject({
  status: z.enum(STATUSES).exactOptional(),
  profile: name.exactOptional(),
  verdict: z.enum(VERDICTS).exactOptional(),
  since: time.exactOptional(),
  until: time.exactOptional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  pageToken: z.string().regex(/^[\w-]{1,2000}$/, 'Give the nextPageToken of the page before.').exactOptional(),
});
/** Overrides are judged against the profile, by `parseRequest`; here they are any object. */
const startBody = requestSchema.safeExtend({ overrides: z.record(z.string(), z.unknown()).exactOptional() }).meta({ id: 'RetrainRequest', description: 'All fields are optional: `{}` runs the sample profile.' });
const startHeaders = z.looseObject({ 'idempotency-key': z.string().regex(IDEMPOTENCY_KEY.pattern, IDEMPOTENCY_KEY.remedy).exactOptional() });

/** Start, list and show runs. */
export const runRoutes =
  (services: ApiServices): FastifyPluginCallbackZod =>
  (app, _options, done) => {
    const { live, runs, store, settings } = services;
    const tags = ['runs'];

    app.post(
      '/runs',
      {
        config: { role: 'operate', problems: [409] },
        schema: {
          tags,
          operationId: 'startRun',
          summary: 'Start a retraining',
          description: 'With an `Idempotency-Key`, the same request gets the same run however often it is sent; another request under that key is a conflict.',
          headers: startHeaders,
          body: startBody,
          response: { 202: startedSchema },
        },
      },
      async (request, reply) => {
        const asked = await checked(request.body);
        const key = request.headers['idempotency-key'];
        const once = key === undefined ? {} : { once: onceOf(request.accessKey?.id ?? '', key, asked) };
        const memo = { requestId: request.id, startedBy: actorOf(request) };
        const run = await runs.start({ ...asked, requestedBy: asked.requestedBy ?? actorOf(request) }, { ...once, memo });
        request.log.info({ run }, 'run started');
        const links = linksOf(settings, run);
        return reply.code(202).header('location', links.self).send({ run, links });
      },
    );

    app.get(
      '/runs',
      {
        config: { role: 'view' },
        schema: { tags, operationId: 'listRuns', summary: 'List runs, newest first', querystring: listQuery, response: { 200: z.object({ runs: z.array(summarySchema), nextPageToken: z.string().nullable() }) } },
      },
      async ({ query: { limit, pageToken, ...filter } }) => {
        const { runs: found, nextPageToken } = await runs.list(filter, limit, pageToken);
        return { runs: [...found], nextPageToken };
      },
    );

    app.get(
      '/runs/:run',
      { config: { role: 'view', problems: [404] }, schema: { tags, operationId: 'getRun', summary: 'Show a run', params: runParams, response: { 200: detailSchema } } },
      async ({ params: { run } }) => ({ run, state: await requireRun(live, run), view: await viewOf(services, run), links: linksOf(settings, run) }),
    );

    app.get(
      '/runs/:run/stages',
      { config: { role: 'view', problems: [404] }, schema: { tags, operationId: 'getStages', summary: "A run's stages and what is under way", params: runParams, response: { 200: stagesSchema } } },
      async ({ params: { run } }) => {
        await requireRun(live, run);
        const [activities, view] = await Promise.all([runs.activity(run), viewOf(services, run)]);
        return { stages: [...(view?.stages ?? [])], parked: [...(view?.parked ?? [])], activities };
      },
    );
    done();

    /** The request, found good as a whole before anything is started. */
    async function checked(body: unknown): Promise<RetrainRequest> {
      const asked = parseRequest(body);
      await refuseFilesElsewhere(asked, settings);
      await profileOf({ store, options: { projectDirectory: settings.projectDirectory, cacheDirectory: join(settings.home, 'cache'), leaseMs: settings.leaseMs, threads: settings.threads } }, asked);
      return asked;
    }
  };
