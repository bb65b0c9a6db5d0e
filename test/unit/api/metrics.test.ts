import { expect, test } from '@jest/globals';
import { testApi } from './support/test-api.ts';

test('requests by route and status, and runs by status, without what was sent', async () => {
  const { app, live } = await testApi();
  live.counts.set('AwaitingOperator', 3);
  await app.inject({ url: '/v1/runs/hone-secret-project' });
  await app.inject({ url: '/healthz' });
  const { headers, payload } = await app.inject({ url: '/metrics' });
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(payload).toContain('hone_http_request_seconds_count{method="GET",route="/v1/runs/:run",status="404"} 1');
  expect(payload).toContain('hone_http_request_seconds_count{method="GET",route="/healthz",status="200"} 1');
  expect(payload).toContain('hone_runs{status="AwaitingOperator"} 3');
  expect(payload).toContain('hone_runs{status="Failed"} 0');
  expect(payload).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(payload).not.toContain('secret-project');
});

test('a Temporal that is away leaves a gap, not an error', async () => {
  const { app, live } = await testApi();
  live.failure = new Error('away');
  const { statusCode, payload } = await app.inject({ url: '/metrics' });
  expect(statusCode).toBe(200);
  expect(payload).toContain('hone_runs{status="Running"} Nan');
});
