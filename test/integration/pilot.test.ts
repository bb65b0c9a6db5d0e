import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Plan } from '../../domain/planning/plan.ts';
import { hone } from './support/hone.ts';
import type { CommandResult } from './support/hone.ts';
import { stagesIn, tinyStack } from './support/tiny-stack.ts';
import type { TinyStack } from './support/tiny-stack.ts';

// Plans with pilots on real services: the command line starts the run, the GPU worker trains the pilots.

jest.setTimeout(300_000);

let tiny: TinyStack;
beforeAll(async () => {
  tiny = await tinyStack();
});
afterAll(() => tiny.stop());

const PILOTS = { coverages: [0.5, 1], variations: [2], replayRows: 100 };

/** `hone plan --pilot` on the tiny profile. */
async function piloted(...more: string[]): Promise<CommandResult & { run: string }> {
  const { overrides } = tiny.request({ pilot: PILOTS, bootstrap: { epochs: 1 }, train: { epochs: 1 } });
  const set = Object.entries(overrides!).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);
  const environment = { ...tiny.environment, HONE_TEMPORAL_ADDRESS: tiny.stack.settings.temporalAddress };
  const result = await hone(environment, ...more, 'plan', '--pilot', ...set);
  const [, run = ''] = /^(?:started |\{"run":")([\w-]+)/m.exec(result.stdout) ?? [];
  return { ...result, run };
}

test('hone plan --pilot trains the pilots, prints a recommendation with what they measured, and repeats nothing', async () => {
  let first: Awaited<ReturnType<typeof piloted>>;
  const made = await tiny.madeIn(async () => void (first = await piloted()));
  expect(first!).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first!.stdout).toMatch(/^planned; `hone report /m);
  const [, recommendation] = first!.stdout.split('# Retraining plan');
  expect(recommendation).toContain('## Pilots: measured');
  expect(recommendation).toMatch(/^\| none: old rows alone \| 0 \| 100 \| \d+\.\d\d % \(\d+ of \d+; /m);
  expect(recommendation).toMatch(/ln\(rate\) = .* by least squares over 3 pilots .* 1 degrees? of freedom/);
  expect(recommendation).toMatch(/^(Cheapest strategy expected to pass|No strategy is expected to pass): \*\*\w+\*\*/m);
  expect(made.filter((unit) => unit === 'short-training')).toHaveLength(3);
  expect(made).not.toContain('train');
  expect(await tiny.all.view(first!.run)).toMatchObject({ status: 'Completed', verdict: 'planned' });

  let second: Awaited<ReturnType<typeof piloted>>;
  expect(await tiny.madeIn(async () => void (second = await piloted('--json')))).toEqual([]);
  const plan = JSON.parse(second!.stdout.split('\n').at(-1)!) as Plan;
  expect(plan.pilots!.pilots.map(({ covered, variations }) => [covered > 0, variations])).toEqual([[false, 0], [true, 2], [true, 2]]);
  expect(plan.strategies.find(({ strategy }) => strategy.name === 'tiny')!.projection.fitted).toMatchObject({ extrapolation: 1, high: expect.any(Number) });
  expect(stagesIn(await tiny.all.view(second!.run), 'hit')).toEqual(['ingest', 'bootstrap-assemble', 'bootstrap-train', 'bootstrap-convert', 'bootstrap-package', 'mine', 'pilot', 'plan']);
});
