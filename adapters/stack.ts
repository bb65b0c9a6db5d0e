import { open } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { HoneError } from '../domain/errors.ts';
import { QUEUES } from '../domain/names.ts';
import { freePort, isPortFree } from './free-port.ts';
import type { Settings } from './settings.ts';
import { connect } from './temporal/connect.ts';
import { pollersOf } from './temporal/pollers.ts';
import { STOP_AT_STDIN_END } from './temporal/run-worker.ts';
import { startFormExample } from './temporal/start-form-example.ts';
import { startFormLink } from './temporal/ui-links.ts';
import { startTemporalDevServer } from './temporal-dev-server.ts';
import type { TemporalDevServer } from './temporal-dev-server.ts';

/** The local processes of Hone: a Temporal dev server, both workers and, where it is asked for, the HTTP API. */
export interface Stack {
  /** The settings with the addresses the processes really use. */
  readonly settings: Settings;
  /** Link to the UI's start form, filled in with an example. */
  readonly startForm: string;
  /** Folder with one log file a process. */
  readonly logs: string;
  /** Settles with a sentence when one of the processes dies by itself. */
  readonly failed: Promise<string>;
  pid(part: Part): number;
  /** Starts a part that died once more, with the same database and address. A worker may not poll yet when this returns. */
  startAgain(part: Part, changed?: NodeJS.ProcessEnv): Promise<void>;
  stop(): Promise<void>;
}

export type Part = 'server' | ProcessName;
type ProcessName = keyof typeof ENTRIES;

const ENTRIES = { pipeline: '../workers/pipeline', gpu: '../workers/gpu', api: '../api/main' } as const;

export interface StackOptions {
  /** What the settings were read from: the processes read it again. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Starts the HTTP API too. */
  readonly api?: boolean;
}

/**
 * Starts everything on this machine and waits until both queues are polled. Takes the configured ports when they are free,
 * others when not. Stops what it started when any of it fails to start.
 */
export async function startStack(configured: Settings, { environment = process.env, api = false }: StackOptions = {}): Promise<Stack> {
  let server = await startServer(configured);
  const apiPort = api ? await portOr(configured.apiPort) : configured.apiPort;
  const settings = { ...configured, temporalAddress: server.address, temporalUi: server.uiUrl, apiPort };
  const workers: Partial<Record<ProcessName, ChildProcess>> = {};
  const startAgain: Stack['startAgain'] = async (part, changed = {}) => {
    if (part === 'server') server = await startServer(settings);
    else workers[part] = await startProcess(part, settings, { ...environment, ...changed });
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
    if (api) await startAgain('api');
    const failed = Promise.race(Object.entries(workers).map(async ([name, process]) => `${name} ended with code ${String((await once(process, 'exit'))[0])}; see ${logs}`));
    await Promise.race([Promise.all([pollersUp(settings), api ? apiUp(settings) : undefined]), failed.then(refuse)]);
    return { settings, startForm: await withClient(settings, (client) => startForm(client, settings)), logs, failed, pid, startAgain, stop };
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

async function startProcess(name: ProcessName, settings: Settings, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const log = await open(join(logsOf(settings), `${name}.log`), 'a');
  const extension = extname(import.meta.url);
  const entry = fileURLToPath(new URL(`${ENTRIES[name]}${extension}`, import.meta.url));
  const loader = extension === '.ts' ? ['--import', 'tsx'] : [];
  const told = { ...environment, HONE_HOME: settings.home, HONE_TEMPORAL_ADDRESS: settings.temporalAddress, HONE_TEMPORAL_UI: settings.temporalUi, HONE_API_PORT: String(settings.apiPort) };
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

function pollersUp(settings: Settings): Promise<void> {
  return withClient(settings, async (client) => {
    for (const name of Object.values(QUEUES)) await pollerUp(client, name);
  });
}

async function startForm(client: Client, settings: Settings): Promise<string> {
  return startFormLink(settings, await startFormExample(client));
}

async function withClient<T>(settings: Settings, body: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(settings);
  try {
    return await body(client);
  } finally {
    await client.connection.close();
  }
}

async function apiUp({ apiHost, apiPort }: Settings): Promise<void> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < START_TIMEOUT_MS) {
    if ((await fetch(`${apiUrl({ apiHost, apiPort })}/healthz`).catch(() => undefined))?.ok) return;
    await sleep(200);
  }
  throw new HoneError('HONE_UNAVAILABLE', `The API does not answer on port ${apiPort} after ${START_TIMEOUT_MS / 1000} s; see the logs.`);
}

/** Where this machine reaches the API: a wildcard address is no place to connect to. */
export function apiUrl({ apiHost, apiPort }: Pick<Settings, 'apiHost' | 'apiPort'>): string {
  const host = apiHost === '0.0.0.0' || apiHost === '::' ? '127.0.0.1' : apiHost;
  return `http://${host.includes(':') ? `[${host}]` : host}:${apiPort}`;
}

async function pollerUp(client: Client, name: string): Promise<void> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < START_TIMEOUT_MS) {
    if ((await pollersOf(client, name)) > 0) return;
    await sleep(200);
  }
  throw new HoneError('HONE_UNAVAILABLE', `No worker polls the queue ${name} after ${START_TIMEOUT_MS / 1000} s; see the logs.`);
}

const logsOf = (settings: Settings): string => join(settings.home, 'logs');

function refuse(reason: string): never {
  throw new HoneError('HONE_UNAVAILABLE', reason);
}
