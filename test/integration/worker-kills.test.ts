import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { TINY_STAGES } from './support/tiny-stages.ts';
import { eventually, isRunning } from '../support/processes.ts';
import { madeUnits } from './support/made-units.ts';
import { mortalWorkers } from './support/mortal-workers.ts';
import { ended, tinyStack } from './support/tiny-stack.ts';
import type { FinishedRun, TinyStack } from './support/tiny-stack.ts';

// Every stage is made again while workers die in it, at the moments that could cost most. `npm run test:chaos` tries all moments,
// `npm test` some.

jest.setTimeout(1_200_000);

/** Units by the order they come in, and activities that make none or whose answer is all that is lost. */
const ALL = [
  ...['ingest', 'bootstrap-assemble', 'bootstrap-train', 'export', 'bootstrap-convert', 'bootstrap-package', 'cut', 'score-chunk', 'mine', 'plan', 'select-sources'].map(manifest),
  ...['generate-chunk', 'generate', 'assemble', 'train', 'score-split', 'validate', 'convert', 'select-probed', 'probe', 'choose-stressed', 'attack-chunk', 'stress', 'certify', 'package'].map(manifest),
  ...['resolveRequest', 'openStage', 'train', 'scoreChunk', 'declareLook', 'promote', 'writeReport'].map(answer),
];
const SOME = [manifest('bootstrap-train'), manifest('generate-chunk'), answer('train'), manifest('certify'), answer('promote')];
const MOMENTS = process.env['CHAOS'] === 'full' ? ALL : SOME;

let tiny: TinyStack;
let undisturbed: FinishedRun;

beforeAll(async () => {
  tiny = await tinyStack();
  undisturbed = await tiny.finish(tiny.request());
});

afterAll(() => tiny.stop());

test(`workers killed at ${MOMENTS.length} moments cost nothing that was finished, and the package is the same`, async () => {
  await stopOwnWorkers();
  const calls = (await tiny.trainer.calls()).length;
  const run = await tiny.all.start({ ...tiny.request(), refresh: TINY_STAGES });
  const workers = await mortalWorkers(tiny, () => run, MOMENTS);
  const { outcome } = await ended(tiny.all, run).finally(() => workers.stop());

  expect(outcome).toMatchObject({ verdict: 'promoted', packageId: undisturbed.outcome.packageId });
  expect(await workers.died()).toEqual([...MOMENTS].sort());
  const made = await unitsOf(run);
  expect(made).toHaveLength(new Set(made).size);
  expect(made.sort()).toEqual((await unitsOf(undisturbed.id)).sort());
  const trainersKilled = MOMENTS.filter((moment) => /of (bootstrap-train|train|export|score-split)$/.test(moment) && moment.startsWith('manifest')).length;
  expect((await tiny.trainer.calls()).length - calls).toBe(calls + trainersKilled);
});

/** Units with their keys, but for that of `package`, which names a certificate that tells of latency, measured anew. */
async function unitsOf(run: string): Promise<string[]> {
  return (await madeUnits(tiny.stack.logs)).filter((unit) => unit.run === run).map(({ unit, key }) => (unit === 'package' ? unit : `${unit} ${key}`));
}

function manifest(unit: string): string {
  return `manifest of ${unit}`;
}

function answer(activity: string): string {
  return `answer of ${activity}`;
}

async function stopOwnWorkers(): Promise<void> {
  const pids = [tiny.stack.pid('pipeline'), tiny.stack.pid('gpu')];
  for (const pid of pids) process.kill(pid, 'SIGTERM');
  await eventually(() => pids.every((pid) => !isRunning(pid)));
}
