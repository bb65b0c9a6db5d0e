import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { JsonObject } from '../domain/artifact-ref.ts';
import { HoneError } from '../domain/errors.ts';
import type { Trainer, TrainerCommand, TrainerEvent, TrainerOptions } from '../domain/ports/trainer.ts';
import { trainerEnvironment } from './trainer-environment.ts';
import { trainerError } from './trainer-error.ts';
import type { TrainerEnd } from './trainer-error.ts';
import { trainerSourcesHash } from './trainer-sources-hash.ts';

const STDERR_TAIL_CHARACTERS = 4096;

export interface TrainerProcessOptions {
  /** The interpreter, for example `.hone/python/bin/python`. */
  readonly python: string;
  /** The folder that holds the package `hone_trainer` and `requirements.lock`. */
  readonly trainerDirectory: string;
  /** From SIGTERM to SIGKILL: time to write a checkpoint. */
  readonly graceMs: number;
  /** CPU threads of the child's numeric libraries. */
  readonly threads: number;
  /** Gets the child's stderr, and stdout lines that are no events, line by line. Default: this process's stderr. */
  readonly log?: (line: string) => void;
}

/**
 * The trainer as a child process in a process group of its own: `python -m hone_trainer COMMAND --request … --out …`.
 * Its stdin is a pipe that stays open: when this process dies, the child reads EOF, checkpoints and leaves.
 */
export function trainerProcess(options: TrainerProcessOptions): Trainer {
  return {
    sourcesHash: () => trainerSourcesHash(options.trainerDirectory),
    run: (command, request, outDirectory, runOptions) => run(options, command, request, outDirectory, runOptions),
  };
}

async function run(
  options: TrainerProcessOptions,
  command: TrainerCommand,
  request: JsonObject,
  outDirectory: string,
  { signal, onEvent }: TrainerOptions,
): Promise<JsonObject> {
  const requestPath = resolve(outDirectory, 'request.json');
  await mkdir(outDirectory, { recursive: true });
  await writeFile(requestPath, JSON.stringify(request, undefined, 2));
  if (signal.aborted) throw new HoneError('HONE_TRAINER_INTERRUPTED', `The trainer's ${command} was cancelled before it started.`, { cause: signal.reason });
  const child = spawn(options.python, ['-m', 'hone_trainer', command, '--request', requestPath, '--out', resolve(outDirectory)], {
    detached: true,
    env: trainerEnvironment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stop = stopper(child, options.graceMs);
  signal.addEventListener('abort', stop);
  try {
    const end = await follow(child, onEvent, stop, options.log ?? ((line) => process.stderr.write(`${line}\n`)));
    if (end.listenerError !== undefined) throw end.listenerError;
    if (end.code === 0 && end.result !== undefined) return end.result;
    throw trainerError(command, options.python, end, signal);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A function that asks the whole group to end, and after the grace period ends it. */
function stopper(child: ChildProcess, graceMs: number): () => void {
  return () => {
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
    child.once('exit', () => clearTimeout(timer));
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the group is gone already; macOS says EPERM when only its zombies are left.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Everything the child says until it and whoever shares its pipes are gone. */
function follow(child: ChildProcess, onEvent: TrainerOptions['onEvent'], stop: () => void, log: (line: string) => void): Promise<TrainerEnd> {
  const seen: { result?: JsonObject; fault?: JsonObject; listenerError?: Error; stderr: string } = { stderr: '' };
  const take = (line: string): void => {
    const event = parseEvent(line);
    if (event === undefined) log(`trainer stdout: ${line}`);
    else if (event.type === 'error') seen.fault = event;
    else {
      if (event.type === 'result') seen.result = event as JsonObject;
      onEvent(event);
    }
  };
  lines(child.stdout!, (line) => {
    try {
      take(line);
    } catch (error) {
      seen.listenerError ??= error instanceof Error ? error : new Error(String(error));
      stop(); // nobody would see the rest of the run
    }
  });
  lines(child.stderr!, (line) => {
    seen.stderr = `${seen.stderr}${line}\n`.slice(-STDERR_TAIL_CHARACTERS);
    log(line);
  });
  child.stdin!.on('error', () => undefined); // EPIPE when the child closes its end first
  // Workers that outlive their leader would hold the pipes, and this promise, open.
  child.once('exit', () => signalGroup(child, 'SIGKILL'));
  return new Promise((settle) => {
    child.once('error', (cause) => settle({ code: null, signal: null, stderr: '', startFault: cause.message }));
    child.once('close', (code, signal) => settle({ code, signal, ...seen }));
  });
}

function lines(input: Readable, take: (line: string) => void): void {
  createInterface({ input, crlfDelay: Infinity }).on('line', take);
}

const EVENT_TYPES: readonly string[] = ['progress', 'metric', 'checkpoint', 'resumed', 'result', 'error'];

/** An event, or undefined for anything else a library may print to stdout. */
function parseEvent(line: string): TrainerEvent | { readonly type: 'error' } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEvent = typeof value === 'object' && value !== null && 'type' in value && EVENT_TYPES.includes(String(value.type));
    return isEvent ? (value as TrainerEvent) : undefined;
  } catch {
    return undefined;
  }
}
