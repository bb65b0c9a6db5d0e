import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HoneError } from '../../domain/errors.ts';
import type { JobName, Reply, Request, WorkerJobs, WorkerSettings } from './worker-protocol.ts';

/** A handle on one worker thread. Jobs queue up and are done in order. An idle thread does not keep the process alive. */
export interface GuardThread {
  /** @throws HoneError with the worker's own code, or HONE_INTERNAL when the thread died. */
  ask<Name extends JobName>(name: Name, asked: WorkerJobs[Name]['asked']): Promise<WorkerJobs[Name]['answer']>;
  /** Ends the thread after the jobs already asked for. */
  close(): Promise<void>;
}

/** Starts a worker thread from the source or from the built file, whichever this file is. */
export function startThread(settings: WorkerSettings): GuardThread {
  const worker = new Worker(new URL(ENTRY, import.meta.url), { workerData: settings, execArgv: [] });
  const waiting: Waiting[] = [];
  let death: HoneError | undefined;
  worker.unref();
  worker.on('message', (reply: Reply) => {
    settle(waiting.shift(), reply);
    if (waiting.length === 0) worker.unref();
  });
  const die = (why: string): void => {
    death ??= new HoneError('HONE_INTERNAL', `The scoring thread ended: ${why}.`);
    for (const { reject } of waiting.splice(0)) reject(death);
  };
  worker.on('error', (error) => die(String(error)));
  worker.on('exit', (code) => die(`exit code ${code}`));
  const send = (request: Request): void => worker.postMessage(request);

  return {
    ask: (name, asked) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death);
        worker.ref();
        waiting.push({ resolve, reject });
        send({ name, asked } as Request);
      }),
    close: async () => {
      if (death) return;
      worker.ref();
      const exited = once(worker, 'exit');
      send({ name: 'close' });
      await exited;
    },
  };
}

interface Waiting {
  readonly resolve: (answer: WorkerJobs[JobName]['answer']) => void;
  readonly reject: (error: HoneError) => void;
}

const ENTRY = extname(import.meta.url) === '.ts' ? './worker-from-source.mjs' : './worker.js';

function settle(job: Waiting | undefined, reply: Reply): void {
  if (reply.ok) job?.resolve(reply.answer);
  else job?.reject(new HoneError(reply.code, reply.message));
}
