import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import { dataConverter } from '../../adapters/temporal/data-converter.ts';
import { quietPort } from './support/quiet-port.ts';
import { startTemporalDevServer } from '../../adapters/temporal-dev-server.ts';
import type { TemporalDevServer } from '../../adapters/temporal-dev-server.ts';
import { QUEUES } from '../../domain/names.ts';
import sample from '../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../schemas/profile.ts';
import { fakeActivities, fakeRef } from '../fakes/activities.ts';
import { eventually } from '../support/processes.ts';
import { pythonProgram } from '../support/python.ts';
import type { Queued } from './support/queue-workflows.ts';

jest.setTimeout(120_000);

let folder: string;
let server: TemporalDevServer;
let connection: Connection;
let native: NativeConnection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } });
  folder = await mkdtemp(join(tmpdir(), 'gpu-queue-'));
  server = await startTemporalDevServer({ binary: pythonProgram('temporal'), databaseFile: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log'), port: await quietPort(), uiPort: await quietPort() });
  connection = await Connection.connect({ address: server.address });
  native = await NativeConnection.connect({ address: server.address });
});

afterAll(async () => {
  await native.close();
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const { model, train } = parseProfile(sample);
const QUEUED: Queued = { parameters: { model, train, seed: 0 }, inputs: { train: fakeRef('train'), validation: fakeRef('validation') }, held: fakeRef('held') };
const FOLDS = 5;

test('one GPU worker takes a production training next, before the folds that waited first', async () => {
  await queue(async ({ start, taken, letGo }) => {
    const folds = await start('folds', 'first', FOLDS);
    await eventually(() => taken.length === 1);
    const production = await start('production', 'second');
    letGo();
    await Promise.all([folds.result(), production.result()]);
    expect(taken).toEqual(['first fold', 'second production', 'first fold', 'first fold', 'first fold', 'first fold']);
  });
});

test('runs take turns with their folds', async () => {
  await queue(async ({ start, taken, letGo }) => {
    const first = await start('folds', 'first', FOLDS);
    await eventually(() => taken.length === 1);
    const second = await start('folds', 'second', 2);
    letGo();
    await Promise.all([first.result(), second.result()]);
    expect(taken.slice(0, 5).filter((fold) => fold === 'second fold')).toHaveLength(2);
  });
});

interface Queue {
  /** Starts a workflow, and waits until all its trainings wait, or are under way. */
  readonly start: (workflow: 'folds' | 'production', run: string, count?: number) => Promise<WorkflowHandle>;
  /** Trainings in the order the GPU took them. */
  readonly taken: string[];
  /** The first one keeps the GPU until then. */
  readonly letGo: () => void;
}

/** A queue with one GPU worker, which takes one training at a time. */
async function queue(body: (queue: Queue) => Promise<void>): Promise<void> {
  const { activities } = fakeActivities();
  const client = new Client({ connection, dataConverter });
  const taken: string[] = [];
  let letGo: () => void = () => undefined;
  const mayGo = new Promise<void>((resolve) => (letGo = resolve));
  const take = async (what: string): Promise<void> => void (taken.push(what) === 1 && (await mayGo));
  const shortTraining: Activities['shortTraining'] = async (input) => (await take(`${input.inputs.train.uri} fold`), activities.shortTraining(input));
  const train: Activities['train'] = async (job) => (await take(`${job.request.inputs.train.uri} production`), activities.train(job));
  const shared = { connection: native, dataConverter };
  const workers = await Promise.all([
    Worker.create({ ...shared, taskQueue: QUEUES.pipeline, workflowsPath: fileURLToPath(new URL('./support/queue-workflows.ts', import.meta.url)) }),
    Worker.create({ ...shared, taskQueue: QUEUES.gpu, maxConcurrentActivityTaskExecutions: 1, activities: { shortTraining, train } }),
  ]);
  const running = workers.map((worker) => worker.run());
  const start: Queue['start'] = async (workflow, run, count = 1) => {
    const queued: Queued = { ...QUEUED, inputs: { ...QUEUED.inputs, train: { ...QUEUED.inputs.train, uri: run } } };
    const handle = await client.workflow.start(workflow, { taskQueue: QUEUES.pipeline, workflowId: randomUUID(), args: [queued, count] });
    await eventually(async () => ((await handle.describe()).raw.pendingActivities ?? []).length === count);
    return handle;
  };
  try {
    await body({ start, taken, letGo });
  } finally {
    letGo();
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
  }
}
