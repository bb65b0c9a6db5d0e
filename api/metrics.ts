import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { STATUSES } from '../schemas/run-view.ts';
import type { LiveState } from './live-state.ts';

/** Measures every request, and answers `GET /metrics` for Prometheus. Labels hold routes and statuses, never what was sent. */
export function measureRequests(app: FastifyInstance, live: LiveState): void {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({ name: 'hone_http_request_seconds', help: 'Time to answer, by route and status.', labelNames: ['method', 'route', 'status'], registers });
  new Gauge({
    name: 'hone_runs',
    help: 'Runs by HoneStatus; NaN while Temporal does not answer.',
    labelNames: ['status'],
    registers,
    async collect() {
      await Promise.all(STATUSES.map(async (status) => this.set({ status }, await live.count(status).catch(() => Number.NaN))));
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config: { role: 'view' }, schema: { summary: 'Prometheus metrics', operationId: 'metrics', tags: ['service'], produces: ['text/plain'], response: { 200: z.unknown() } } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
