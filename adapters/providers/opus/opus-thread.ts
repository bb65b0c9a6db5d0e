import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HoneError } from '../../../domain/errors.ts';
import type { TextToTranslate, Translated } from '../../../domain/ports/translator.ts';
import type { OpusReply, OpusRequest, OpusWorkerSettings } from './worker-protocol.ts';

/** A worker thread that translates; started with the first job, and again when it died. Idle, it does not keep the process alive. */
export interface OpusThread {
  /** @throws HoneError HONE_PROVIDER_REFUSED (no such model), HONE_PROVIDER_UNAVAILABLE (the thread died); the signal's reason when it is aborted. */
  translate(folder: string, texts: readonly TextToTranslate[], signal: AbortSignal): Promise<readonly Translated[]>;
}

export function opusThread(settings: OpusWorkerSettings): OpusThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let jobs = 0;

  const settle = (job: number, end: (waiter: Waiting) => void): void => {
    const waiter = waiting.get(job);
    waiting.delete(job);
    if (waiting.size === 0) worker?.unref();
    if (waiter) end(waiter);
  };
  const start = (): Worker => {
    const started = new Worker(new URL(ENTRY, import.meta.url), { workerData: settings, execArgv: [] });
    started.on('message', (reply: OpusReply) => settle(reply.job, ({ resolve, reject }) => ('translated' in reply ? resolve(reply.translated) : reject(new HoneError(reply.failed.code, reply.failed.message)))));
    const die = (why: string): void => {
      if (worker === started) worker = undefined;
      for (const job of [...waiting.keys()]) settle(job, ({ reject }) => reject(new HoneError('HONE_PROVIDER_UNAVAILABLE', `The translating thread ended: ${why}.`)));
    };
    started.on('error', (error) => die(String(error)));
    started.on('exit', (code) => die(`exit code ${code}`));
    return started;
  };

  return {
    translate: (folder, texts, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const thread = (worker ??= start());
        const job = jobs++;
        const send = (request: OpusRequest): void => thread.postMessage(request);
        const abort = (): void => {
          send({ cancel: job });
          settle(job, (waiter) => waiter.reject(asError(signal.reason)));
        };
        const done = (): void => signal.removeEventListener('abort', abort);
        waiting.set(job, { resolve: (translated) => (done(), resolve(translated)), reject: (reason) => (done(), reject(reason)) });
        signal.addEventListener('abort', abort, { once: true });
        thread.ref();
        send({ job, folder, texts });
      }),
  };
}

interface Waiting {
  readonly resolve: (translated: readonly Translated[]) => void;
  readonly reject: (reason: Error) => void;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

const ENTRY = extname(import.meta.url) === '.ts' ? './worker-from-source.mjs' : './worker.js';
