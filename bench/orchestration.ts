import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { freePort } from '../adapters/free-port.ts';
import { readSettings } from '../adapters/settings.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { dataConverter } from '../adapters/temporal/data-converter.ts';
import { workflowsPath } from '../adapters/temporal/run-worker.ts';
import { startTemporalDevServer } from '../adapters/temporal-dev-server.ts';
import { QUEUES, WORKFLOW_TYPE } from '../domain/names.ts';
import { fakeActivities } from '../test/fakes/activities.ts';
import { percentile } from './percentile.ts';
import { record } from './record.ts';

/**
 * What orchestration costs: seconds of a run whose stages do nothing, on a real server with real workers, minus the same stages as
 * plain calls, as a share of a sample run's wall time. `tsx bench/orchestration.ts SAMPLE_RUN_SECONDS [RUNS]`
 */
const sampleSeconds = Number(process.argv[2]);
if (!(sampleSeconds > 0)) throw new Error('Say how many seconds a sample run took on this machine, as `npm run demo` prints it.');
const runs = Number(process.argv[3] ?? 20);

const home = await mkdtemp(join(tmpdir(), 'hone-bench-'));
const settings = readSettings();
const server = await startTemporalDevServer({ binary: join(settings.python, '..', 'temporal'), databaseFile: join(home, 'temporal.db'), logFile: join(home, 'temporal.log'), port: await freePort(), uiPort: await freePort() });
const client = await connect({ ...settings, temporalAddress: server.address });
const connection = await NativeConnection.connect({ address: server.address });
/** The calls of one run, in their order. */
const calls: (() => Promise<unknown>)[] = [];
let noting = true;
const activities = Object.fromEntries(
  Object.entries(fakeActivities().activities).map(([name, activity]: [string, (input: never) => Promise<unknown>]) => [
    name,
    (input: never): Promise<unknown> => {
      if (noting) calls.push(() => activity(input));
      return activity(input);
    },
  ]),
);
const workers = await Promise.all(
  [{ taskQueue: QUEUES.pipeline, workflowsPath: workflowsPath() }, { taskQueue: QUEUES.gpu }].map((kind) => Worker.create({ connection, dataConverter, activities, ...kind })),
);
const running = workers.map((worker) => worker.run());
try {
  await orchestrated(); // loads the code, and notes the calls
  noting = false;
  const durable: number[] = [];
  const plain: number[] = [];
  for (let index = 0; index < runs; index++) {
    durable.push(await seconds(orchestrated));
    plain.push(await seconds(called));
  }
  const overhead = percentile(durable, 0.5) - percentile(plain, 0.5);
  record('orchestration', { runs, activitiesARun: calls.length, noOpRunSeconds: percentile(durable, 0.5), plainCallsSeconds: percentile(plain, 0.5), sampleRunSeconds: sampleSeconds, overheadShare: overhead / sampleSeconds }, { durable, plain });
} finally {
  for (const worker of workers) worker.shutdown();
  await Promise.all(running);
  await connection.close();
  await client.connection.close();
  await server.stop();
  await rm(home, { recursive: true, force: true });
}

async function orchestrated(): Promise<void> {
  await client.workflow.execute(WORKFLOW_TYPE, { taskQueue: QUEUES.pipeline, workflowId: `bench-${randomUUID()}`, args: [{}] });
}

/** The same stages without Temporal: each in turn, with the input it had. */
async function called(): Promise<void> {
  for (const call of calls) await call();
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
