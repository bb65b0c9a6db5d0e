import { join } from 'node:path';
import { apiUrl } from '../../adapters/stack.ts';
import { createKey } from '../../api/access-keys.ts';
import { honeClient } from '../../api/client/hone-client.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { tinyStack } from '../integration/support/tiny-stack.ts';
import type { TinyStack } from '../integration/support/tiny-stack.ts';
import { pass } from './pass.ts';
import type { PassResult } from './pass.ts';
import { makeSubjects } from './subjects.ts';

// Run by scripts/api-fuzz.mjs: where Schemathesis is, and more arguments for it, such as `--seed 7`.
const [schemathesis = 'schemathesis', ...more] = process.argv.slice(2);
const leaving = new AbortController();
// Not `once`: execa would find nobody left to mind the signal, and end the process by it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leaving.abort(new Error(signal)));

const tiny = await tinyStack({ api: true });
const results = await passes(tiny).catch(broken).finally(() => tiny.stop());

const accepted = new Set(results.flatMap((result) => result.accepted));
const operations = [...new Set(results.flatMap((result) => result.operations))];
// Requests that are never let in test the door only.
const barred = operations.filter((operation) => !accepted.has(operation));
for (const operation of barred) console.log(`${operation}: none of its requests was accepted`);
const sum = (of: (result: PassResult) => number): number => results.reduce((total, result) => total + of(result), 0);
const failures = sum((result) => result.failures) + barred.length;
console.log(`${operations.length} operations, ${sum((result) => result.cases)} test cases, ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;

/**
 * A start that is accepted starts the sample's training. So the pass with workers leaves starts out, and the others go without
 * workers: what they start waits in a queue until all of it is thrown away.
 */
async function passes(stack: TinyStack): Promise<PassResult[]> {
  const url = apiUrl(stack.stack.settings);
  const { secret: key } = await createKey(stack.store, 'api-fuzz', 'approve');
  const subjects = await makeSubjects(stack, honeClient({ baseUrl: url, key }));
  const run = (name: string, workers: boolean, args: readonly string[]): Promise<PassResult> => {
    console.log(`\n── ${name}: ${args.join(' ')} ──`);
    return pass({ schemathesis, url, key, subjects, workers, folder: join(stack.folder, name), args: ['--seed', '1', ...args, ...more], signal: leaving.signal });
  };

  const withWorkers = await run('with workers', true, ['--max-examples', '50', '--exclude-operation-id', 'startRun']);
  await stopWorkers(stack);
  // The operations that wait for no worker; the last pass has the others, where each waits for seconds.
  const quick = ['startRun', 'listRuns', 'cancelRun', 'readyz', 'metrics'].flatMap((operation) => ['--include-operation-id', operation]);
  const withoutWorkers = await run('without workers', false, ['--max-examples', '100', ...quick]);
  const waiting = await run('waiting for workers', false, ['--max-examples', '5', '--phases', 'stateful']);
  return [withWorkers, withoutWorkers, waiting];
}

/** What ends the fuzzing early is a failure too. */
function broken(error: unknown): PassResult[] {
  console.error(error);
  return [{ operations: [], accepted: [], cases: 0, failures: 1 }];
}

async function stopWorkers({ stack }: TinyStack): Promise<void> {
  const workers = [stack.pid('pipeline'), stack.pid('gpu')];
  for (const pid of workers) process.kill(pid, 'SIGTERM');
  await eventually(() => !workers.some(isRunning));
}
