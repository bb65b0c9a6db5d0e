import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { SEARCH_ATTRIBUTES } from '../domain/names.ts';
import { isPortFree } from './free-port.ts';

/** How long closed runs stay readable; the dev server's own default is one day. */
const RETENTION = '365 days';
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 100;
const STOP_GRACE_MS = 10_000;
const LOG_TAIL_CHARACTERS = 2000;

/**
 * Runs the program after it with stdin as a lifeline: when the parent dies, even by SIGKILL, its end of the pipe closes
 * and the waiting subshell stops the server. `exec` keeps the process id, so what the parent holds is the server itself.
 */
const WITH_LIFELINE = 'exec 3<&0 </dev/null; (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) & exec "$@" 3<&-';

export interface TemporalDevServerOptions {
  /** The `temporal` command. */
  readonly binary: string;
  /** SQLite file that keeps namespaces and runs over restarts; one server at a time. */
  readonly databaseFile: string;
  readonly port: number;
  readonly uiPort: number;
  readonly ip?: string;
  /** The server's output is appended here. */
  readonly logFile: string;
  /** Abort stops the server. */
  readonly signal?: AbortSignal;
}

export interface TemporalDevServer {
  readonly address: string;
  readonly uiUrl: string;
  readonly pid: number;
  /** SIGTERM, and SIGKILL after 10 s. Resolves when the process is gone; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts Temporal's development server with its UI, Hone's search attributes and a year of retention, and waits until
 * it answers. It ends with this process, however that ends.
 * @throws HoneError HONE_INVALID_INPUT when a port is taken, HONE_UNAVAILABLE when the binary is missing or the server fails.
 */
export async function startTemporalDevServer(options: TemporalDevServerOptions): Promise<TemporalDevServer> {
  const { ip = '127.0.0.1', port, uiPort, signal } = options;
  checkBinary(options.binary);
  await checkPort('port', port, ip);
  await checkPort('uiPort', uiPort, ip);
  signal?.throwIfAborted();
  const child = await start({ ...options, ip });
  const stop = (): Promise<void> => stopChild(child);
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  child.once('exit', () => signal?.removeEventListener('abort', onAbort));
  try {
    const address = `${ip}:${port}`;
    await prepare(address, child, options.logFile);
    return { address, uiUrl: `http://${ip}:${uiPort}`, pid: child.pid!, stop };
  } catch (error) {
    await stop();
    signal?.throwIfAborted();
    throw error;
  }
}

function checkBinary(binary: string): void {
  try {
    accessSync(binary, constants.X_OK);
  } catch (cause) {
    throw new HoneError('HONE_UNAVAILABLE', `Temporal's server ${binary} is missing or may not be run. npm run setup installs it.`, { cause });
  }
}

async function checkPort(field: string, port: number, ip: string): Promise<void> {
  if (await isPortFree(port, ip)) return;
  throw invalidInput(field, port, `Something else listens on ${ip}:${port}. Stop it, or choose another port.`);
}

async function start(options: TemporalDevServerOptions & { readonly ip: string }): Promise<ChildProcess> {
  await Promise.all([options.databaseFile, options.logFile].map((path) => mkdir(dirname(path), { recursive: true })));
  const log = await open(options.logFile, 'a');
  try {
    const child = spawn('/bin/sh', ['-c', WITH_LIFELINE, 'sh', options.binary, ...serverArguments(options)], {
      detached: true, // Ctrl-C at the terminal must reach the workers first
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR },
      stdio: ['pipe', log.fd, log.fd],
    });
    child.stdin!.on('error', () => undefined);
    child.once('exit', () => child.stdin!.destroy()); // lets the subshell of the lifeline go
    await once(child, 'spawn');
    return child;
  } finally {
    await log.close();
  }
}

function serverArguments({ databaseFile, ip, port, uiPort }: TemporalDevServerOptions & { readonly ip: string }): string[] {
  const types = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type.charAt(0)}${type.slice(1).toLowerCase()}`);
  return [
    ...['server', 'start-dev', '--db-filename', databaseFile, '--ip', ip, '--port', String(port), '--ui-port', String(uiPort)],
    ...['--log-level', 'warn', '--ui-disable-news-fetch', '--disable-config-file', '--disable-config-env'],
    ...types.flatMap((attribute) => ['--search-attribute', attribute]),
    ...DYNAMIC_CONFIG.flatMap((setting) => ['--dynamic-config-value', setting]),
  ];
}

/**
 * Priorities hold within one partition of a task queue, and the server's default is four, of which a lone worker asks one at random. Among
 * equals, runs take turns; migration takes over what waited before that was on. The same is in `infra/temporal/dynamic-config.yaml`.
 */
const DYNAMIC_CONFIG = ['matching.numTaskqueueWritePartitions=1', 'matching.enableFairness=true', 'matching.enableMigration=true'];

/** Waits for the default namespace, then sets its retention. */
async function prepare(address: string, child: ChildProcess, logFile: string): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (hasEnded(child)) throw await startFailure(`ended with ${child.exitCode ?? child.signalCode} while starting`, logFile);
    try {
      return await setRetention(address);
    } catch (cause) {
      if (performance.now() > giveUpAt) throw await startFailure(`does not answer at ${address} after ${START_TIMEOUT_MS / 1000} s`, logFile, cause);
      await sleep(POLL_MS);
    }
  }
}

async function setRetention(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 1000 });
  try {
    const namespace = 'default';
    await connection.workflowService.describeNamespace({ namespace });
    const config = { workflowExecutionRetentionTtl: msToTs(RETENTION) };
    await connection.workflowService.updateNamespace({ namespace, config });
  } finally {
    await connection.close();
  }
}

async function startFailure(what: string, logFile: string, cause?: unknown): Promise<HoneError> {
  const log = (await readFile(logFile, 'utf8')).slice(-LOG_TAIL_CHARACTERS).trim();
  return new HoneError('HONE_UNAVAILABLE', `Temporal's server ${what}. The end of its log ${logFile}:\n${log}`, { cause });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
