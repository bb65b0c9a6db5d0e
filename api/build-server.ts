import { randomUUID } from 'node:crypto';
import { fastify } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { parseWith } from '../schemas/problems.ts';
import { authenticate } from './authenticate.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import { answerUnknownRoutes } from './method-not-allowed.ts';
import { measureRequests } from './metrics.ts';
import { describeRoutes } from './open-api.ts';
import { sendProblem } from './problem.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { requestLimit } from './request-limit.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { falsePositiveRoutes } from './routes/false-positives.ts';
import { healthRoutes } from './routes/health.ts';
import { modelRoutes } from './routes/models.ts';
import { planRoutes } from './routes/plan.ts';
import { profileRoutes } from './routes/profiles.ts';
import { reportRoutes } from './routes/report.ts';
import { reportPlotRoutes } from './routes/report-plots.ts';
import { runEventRoutes } from './routes/run-events.ts';
import { runRoutes } from './routes/runs.ts';
import { steeringRoutes } from './routes/steering.ts';
import type { ApiServices } from './services.ts';

export interface ServerOptions {
  /** False only where nothing but this machine can connect. */
  readonly keysRequired: boolean;
  readonly log?: FastifyBaseLogger;
}

const BODY_LIMIT_BYTES = 1024 * 1024;
/** For a request to arrive whole. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Characters of a path parameter: more than any schema lets pass, so that it is the schema that refuses. */
const MAX_PARAMETER = 10_000;

/** The HTTP API, ready for requests but not listening: `listen` it, or `inject` requests in tests. */
export async function buildServer(services: ApiServices, { keysRequired, log }: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(log ? { loggerInstance: log } : { logger: false }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply.header('x-request-id', request.id)),
    clientErrorHandler: answerBrokenRequests,
  });
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(refuseWithRemedy);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff' });
    done();
  });
  await describeRoutes(app);
  answerUnknownRoutes(app);
  await app.register(async (api) => {
    authenticate(api, services.store, { keysRequired, limit: requestLimit(services.settings.apiRateLimit) });
    refuseUnknown(api);
    measureRequests(api, services.live);
    await api.register(healthRoutes(services));
    for (const routes of [runRoutes, runEventRoutes, steeringRoutes, reportRoutes, reportPlotRoutes, evidenceRoutes, artifactRoutes, profileRoutes, modelRoutes, planRoutes, falsePositiveRoutes]) {
      await api.register(routes(services), { prefix: '/v1' });
    }
  });
  await app.ready();
  return app;
}

/** A caller's own id is kept where it can not forge log lines. */
function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Checks by the zod schema; errors name field, value and remedy, and the nearest known name of an unknown field. */
const refuseWithRemedy: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    try {
      return { value: parseWith(schema, data ?? {}, `the ${PARTS[httpPart ?? 'body'] ?? httpPart}`) };
    } catch (error) {
      return { error: error as Error };
    }
  };

const PARTS: Readonly<Record<string, string>> = { body: 'body', querystring: 'query', params: 'path', headers: 'headers' };
