import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { WORKFLOW_TYPE } from '../domain/names.ts';
import { STATUSES } from '../schemas/run-view.ts';

/** Measures every request, and answers `GET /metrics` for Prometheus. Labels hold routes and statuses, never what was sent. */
export function measureRequests(app: FastifyInstance, client: Client): void {
  const registers = [new Registry()];
  collectDefaultMetrics({ register: registers[0]! });
  const seconds = new Histogram({ name: 'hone_http_request_seconds', help: 'Time to answer, by route and status.', labelNames: ['method', 'route', 'status'], registers });
  new Gauge({
    name: 'hone_runs',
    help: 'Runs by HoneStatus.',
    labelNames: ['status'],
    registers,
    async collect() {
      for (const status of STATUSES) this.set({ status }, await countOf(client, status).catch(() => Number.NaN));
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config: { role: 'view' }, schema: { summary: 'Prometheus metrics', operationId: 'metrics', tags: ['service'], produces: ['text/plain'] } }, async (_request, reply) =>
    reply.type(registers[0]!.contentType).send(await registers[0]!.metrics()),
  );
}

async function countOf(client: Client, status: string): Promise<number> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND HoneStatus = '${status}'`;
  const { count } = await client.withDeadline(Date.now() + 2_000, () => client.workflow.count(query));
  return count;
}
