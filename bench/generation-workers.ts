import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { execa } from 'execa';
import { putFile } from '../activities/engine/artifacts.ts';
import { FALSE_POSITIVE_COLUMNS } from '../activities/engine/false-positives.ts';
import type { FalsePositive } from '../activities/engine/false-positives.ts';
import { openStage } from '../activities/engine/open-stage.ts';
import { ROW_COLUMNS } from '../activities/engine/rows.ts';
import type { GenerateJob } from '../activities/generate/select-sources.ts';
import type { Ports } from '../activities/ports.ts';
import { freePort } from '../adapters/free-port.ts';
import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { startTemporalDevServer } from '../adapters/temporal-dev-server.ts';
import { byHash } from '../domain/by-hash.ts';
import { QUEUES } from '../domain/names.ts';
import sample from '../profiles/sample.json' with { type: 'json' };
import { SilentLog } from '../test/fakes/silent-log.ts';
import { composePorts } from '../workers/compose-ports.ts';
import { sampleRows } from './sample-rows.ts';

export interface GenerationOptions {
  readonly sources: number;
  readonly variations: number;
  readonly runs: number;
}

/**
 * Seconds of the fan-out of `generate` over real prompts, each run with other seeds so that nothing is reused: on a real Temporal server,
 * by one pipeline worker process and by two, in turn. Workers are up, have loaded their lexicon and have answered once before the clock starts.
 */
export async function generationSeconds({ sources, variations, runs }: GenerationOptions): Promise<{ readonly one: number[]; readonly two: number[] }> {
  const home = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  const { python } = readSettings();
  const server = await startTemporalDevServer({ binary: join(python, '..', 'temporal'), databaseFile: join(home, 'temporal.db'), logFile: join(home, 'temporal.log'), port: await freePort(), uiPort: await freePort() });
  const environment = { ...process.env, HONE_HOME: home, HONE_PYTHON: python, HONE_TEMPORAL_ADDRESS: server.address };
  const settings = readSettings(environment);
  const client = await connect(settings);
  const ports = composePorts(settings, new SilentLog(), settings.projectDirectory);
  const seconds = { one: [] as number[], two: [] as number[] };
  try {
    const inputs = await storeInputs(ports, settings, sources);
    for (let run = 0; run < runs; run++) {
      for (const [name, workers] of [['one', 1], ['two', 2]] as const) {
        const running = startWorkers(workers, environment);
        try {
          await allPoll(client, running.map(({ pid }) => pid));
          await varied(client, await jobOf(ports, inputs, { sources: 80, variations, seed: 1_000_000 + 10 * run + workers }, WARM_UP));
          const startedAt = performance.now();
          await varied(client, await jobOf(ports, inputs, { sources, variations, seed: 10 * run + workers }));
          seconds[name].push((performance.now() - startedAt) / 1000);
          process.stderr.write(`${workers} workers: ${seconds[name].at(-1)!.toFixed(1)} s\n`);
        } finally {
          for (const worker of running) worker.kill('SIGTERM');
          await Promise.allSettled(running);
        }
      }
    }
  } finally {
    await client.connection.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
  return seconds;
}

type Inputs = GenerateJob['request']['inputs'];

/** Prompts of the sample's traffic as if all were false positives of one category, and an empty training table. */
async function storeInputs(ports: Ports, { home }: Settings, sources: number): Promise<Inputs> {
  await mkdir(home, { recursive: true });
  const rows = byHash(sampleRows('traffic'), 'bench generation', 7).slice(0, Math.ceil(sources / sample.cuts.train) + 100);
  const falsePositives = rows.map((row): FalsePositive => ({ ...row, groupId: row.id, score: 0.9, falsePositiveCategory: CATEGORY }));
  const [positivesFile, trainingFile] = [join(home, 'false-positives.parquet'), join(home, 'training.parquet')];
  await ports.tables.write(positivesFile, FALSE_POSITIVE_COLUMNS, falsePositives, 'id');
  await ports.tables.write(trainingFile, ROW_COLUMNS, [], 'id');
  return { falsePositives: await putFile(ports, positivesFile, falsePositives.length), training: await putFile(ports, trainingFile, 0) };
}

const CATEGORY = 'any';

async function jobOf(ports: Ports, inputs: Inputs, { sources, variations, seed }: { readonly sources: number; readonly variations: number; readonly seed: number }, size: object = {}): Promise<GenerateJob> {
  const augmentation = { ...sample.augmentation, ...size } as GenerateJob['request']['parameters']['augmentation'];
  const parameters = { seed, cuts: sample.cuts, allocation: { [CATEGORY]: sources }, variationsPerFalsePositive: variations, maliciousAugmentations: 0, augmentation, nearDuplicateJaccard: sample.ingest.nearDuplicateJaccard, model: { ...sample.model, normaliser: 'unicode-1' as const } };
  const request = { stage: 'generate', parameters, inputs } as const;
  const opened = await openStage(ports)({ request, owner: 'bench', profile: 'bench', refresh: false });
  if (opened.state !== 'miss') throw new Error(`The store of this benchmark was not empty: ${opened.reason}.`);
  return { request, lease: opened.lease };
}

async function varied(client: Client, job: GenerateJob): Promise<void> {
  await client.workflow.execute('generation', { taskQueue: QUEUES.pipeline, workflowId: `bench-${randomUUID()}`, args: [job] });
}

/** Pieces so small that every worker gets some. */
const WARM_UP = { batchSize: 16, batchesPerActivity: 1 };

/** Waits until all these processes ask for activities; those of earlier runs stay listed for some minutes. */
async function allPoll(client: Client, processes: readonly (number | undefined)[]): Promise<void> {
  for (;;) {
    const { pollers } = await client.workflowService.describeTaskQueue({ namespace: client.options.namespace, taskQueue: { name: QUEUES.pipeline }, taskQueueType: ACTIVITY_QUEUE });
    // An identity is `PID@HOST`.
    const polling = new Set((pollers ?? []).map(({ identity }) => Number.parseInt(identity ?? '', 10)));
    if (processes.every((pid) => pid !== undefined && polling.has(pid))) return;
    await sleep(200);
  }
}

const ACTIVITY_QUEUE = 2;

function startWorkers(count: number, env: NodeJS.ProcessEnv) {
  const worker = new URL('generation-worker.ts', import.meta.url).pathname;
  return Array.from({ length: count }, () => execa(process.execPath, ['--import', 'tsx', worker], { env, stdout: 'ignore', stderr: 'ignore', reject: false }));
}
