import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { HoneError } from '../../domain/errors.ts';
import type { CostOptions, PackageCosts } from '../../domain/ports/guard.ts';
import type { CostReply } from './costs-process.ts';

/**
 * Loads a package in a process of its own and measures cold start, memory and throughput: in this one they would be mixed
 * with everything else. The process has an empty environment and ends with its parent.
 */
export function measureCosts(directory: string, options: CostOptions): Promise<PackageCosts> {
  const child = fork(new URL(ENTRY, import.meta.url), { execArgv: [], env: {}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise<PackageCosts>((resolve, reject) => {
    child.once('message', (reply: CostReply) => {
      if (reply.ok) resolve(reply.costs);
      else reject(new HoneError(reply.code, reply.message));
    });
    child.once('error', (error) => reject(new HoneError('HONE_INTERNAL', `The measuring process did not start: ${error.message}.`, { cause: error })));
    child.once('exit', (code, signal) => reject(new HoneError('HONE_INTERNAL', `The measuring process ended before it answered (${signal ?? `exit code ${code}`}).`)));
    child.send({ directory, options });
  });
}

const ENTRY = extname(import.meta.url) === '.ts' ? './costs-from-source.mjs' : './costs-process.js';
