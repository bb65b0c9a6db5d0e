import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { HoneError } from '../domain/errors.ts';
import { QUEUES } from '../domain/names.ts';
import { freePort, isPortFree } from './free-port.ts';
import type { Settings } from './settings.ts';
import { connect } from './temporal/connect.ts';
import { STOP_AT_STDIN_END } from './temporal/run-worker.ts';
import { startTemporalDevServer } from './temporal-dev-server.ts';
import type { TemporalDevServer } from './temporal-dev-server.ts';

/** The local processes of Hone: a Temporal dev server and both workers. */
export interface Stack {
  /** The settings with the addresses the processes really use. */
  readonly settings: Settings;
  /** Folder with one log file a process. */
  readonly logs: string;
  /** Settles with a sentence when one of the workers dies by itself. */
  readonly failed: Promise<string>;
  pid(part: Part): number;
  /** Starts a part that died once more, with the same database and address. A worker may not poll yet when this returns. */
  startAgain(part: Part): Promise<void>;
  stop(): Promise<void>;
}

export type Part = 'server' | WorkerName;
type WorkerName = 'pipeline' | 'gpu';

/**
 * Starts everything on this machine and waits until both queues are polled. Takes the configured ports when they are free,
 * others when not. Stops what it started when any of it fails to start. `environment` is what the settings were read
 * from: the workers read it again.
 */
export async function startStack(configured: Settings, environment: NodeJS.ProcessEnv = process.env): Promise<Stack> {
  let server = await startServer(configured);
  const settings = { ...configured, temporalAddress: server.address, temporalUi: server.uiUrl };
  const workers: Partial<Record<WorkerName, ChildProcess>> = {};
  const startAgain = async (part: Part): Promise<void> => {
    if (part === 'server') server = await startServer(settings);
    else workers[part] = await startWorker(part, settings, environment);
  };
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(workers).map(stopWorker));
    await server.stop();
  };
  const pid = (part: Part): number => (part === 'server' ? server.pid : workers[part]!.pid!);
  const logs = logsOf(settings);
  try {
    await startAgain('pipeline');
    await startAgain('gpu');
    const failed = Promise.race(Object.values(workers).map(async (worker) => `a worker ended with code ${String((await once(worker, 'exit'))[0])}; see ${logs}`));
    await Promise.race([pollersUp(settings), failed.then(refuse)]);
    return { settings, logs, failed, pid, startAgain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServer(settings: Settings): Promise<TemporalDevServer> {
  const port = await portOr(Number(settings.temporalAddress.split(':').at(-1)));
  const uiPort = await portOr(Number(new URL(settings.temporalUi).port));
  const binary = join(settings.python, '..', 'temporal');
  return startTemporalDevServer({ binary, databaseFile: join(settings.home, 'temporal.db'), port, uiPort, ip: '127.0.0.1', logFile: join(logsOf(settings), 'temporal.log') });
}

/** The wished port, or any free one where somebody else has it. */
async function portOr(wished: number): Promise<number> {
  return (await isPortFree(wished)) ? wished : freePort();
}

async function startWorker(name: WorkerName, settings: Settings, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const log = await open(join(logsOf(settings), `${name}.log`), 'a');
  const extension = extname(import.meta.url);
  const entry = fileURLToPath(new URL(`../workers/${name}${extension}`, import.meta.url));
  const loader = extension === '.ts' ? ['--import', 'tsx'] : [];
  const told = { ...environment, HONE_HOME: settings.home, HONE_TEMPORAL_ADDRESS: settings.temporalAddress, HONE_TEMPORAL_UI: settings.temporalUi };
  const worker = spawn(process.execPath, [...loader, entry, STOP_AT_STDIN_END], { stdio: ['pipe', log.fd, log.fd], env: told, cwd: settings.projectDirectory });
  await log.close();
  return worker;
}

/** SIGTERM lets a training checkpoint; a worker that does not end is killed. */
async function stopWorker(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGTERM');
  const late = setTimeout(() => worker.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(late);
}

const STOP_GRACE_MS = 60_000;
const START_TIMEOUT_MS = 120_000;

async function pollersUp(settings: Settings): Promise<void> {
  const client = await connect(settings);
  try {
    for (const name of Object.values(QUEUES)) await pollerUp(client, settings.temporalNamespace, name);
  } finally {
    await client.connection.close();
  }
}

async function pollerUp(client: Awaited<ReturnType<typeof connect>>, namespace: string, name: string): Promise<void> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < START_TIMEOUT_MS) {
    // taskQueueType 2: the activity pollers, which both workers have.
    const { pollers } = await client.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType: 2 });
    if (pollers?.length) return;
    await sleep(200);
  }
  throw new HoneError('HONE_UNAVAILABLE', `No worker polls the queue ${name} after ${START_TIMEOUT_MS / 1000} s; see the logs.`);
}

const logsOf = (settings: Settings): string => join(settings.home, 'logs');

function refuse(reason: string): never {
  throw new HoneError('HONE_UNAVAILABLE', reason);
}
