import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readJson } from '../../../activities/engine/artifacts.ts';
import { finishPilot } from '../../../activities/pilot.ts';
import type { TrainedPilot } from '../../../activities/pilot.ts';
import { pilotGrid } from '../../../domain/planning/pilot-grid.ts';
import type { PilotReport } from '../../../domain/planning/pilot-report.ts';
import { bench, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';
import { PILOT_PARAMETERS, pilotInputs } from './pilot-job.ts';

const TUNING = [...[0, 1, 2, 3].map((index) => row({ id: `b${index}` })), ...[0, 1].map((index) => row({ id: `m${index}`, label: 'malicious' }))];
/** Flags half of the benign prompts and catches both attacks, deployed at 0.5. */
const CHAMPION = { b0: 0.1, b1: 0.2, b2: 0.6, b3: 0.7, m0: 0.8, m1: 0.9 };
const pilot = (covered: number, variations: number): TrainedPilot['pilot'] => ({ coverage: covered / 10, covered, variations, allocation: { Other: covered } });

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function measured(trained: readonly TrainedPilot[]): Promise<{ report: PilotReport; headline: string }> {
  const inputs = await pilotInputs(at, { tuning: await at.rows(TUNING) });
  const job = await jobFor(at, { stage: 'pilot', parameters: PILOT_PARAMETERS, inputs });
  // The champion was scored in chunks.
  const [first, second] = [Object.entries(CHAMPION).slice(0, 2), Object.entries(CHAMPION).slice(2)].map((part) => Object.fromEntries(part));
  const championScores = [await at.scores(first!), await at.scores(second!)];
  const { outputs, headline } = await inActivity(() => finishPilot(at.ports)({ ...job, championScores, trained }));
  return { report: await readJson<PilotReport>(at.ports, outputs.pilots), headline };
}

describe('finishPilot', () => {
  test('measures the champion and each pilot on the same rows, in the order of the grid', async () => {
    const control = { pilot: pilot(0, 0), trainedRows: 4, scores: { tuning: await at.scores({ b0: 0.1, b1: 0.2, b2: 0.4, b3: 0.9, m0: 0.8, m1: 0.9 }), heldOut: await at.scores({ f1: 0.85, f2: 0.1 }) } };
    const better = { pilot: pilot(5, 2), trainedRows: 19, scores: { tuning: await at.scores({ b0: 0.01, b1: 0.02, b2: 0.03, b3: 0.04, m0: 0.3, m1: 0.4 }), heldOut: await at.scores({ f1: 0.35, f2: 0.1 }) } };
    const { report, headline } = await measured([control, better]);
    expect(report).toMatchObject({ replayRows: 4, champion: { threshold: 0.5, falsePositives: { count: 2, n: 4 }, recall: { count: 2, n: 2 } } });
    expect(report.pilots[0]).toMatchObject({ covered: 0, trainedRows: 4, atChampionRecall: { threshold: 0.8, falsePositives: { count: 1, n: 4 }, heldOut: { count: 1, n: 2 } } });
    expect(report.pilots[1]).toMatchObject({
      covered: 5, variations: 2, trainedRows: 19,
      atChampionRecall: { threshold: 0.3, falsePositives: { count: 0, n: 4 }, recall: { count: 2, n: 2 }, heldOut: { count: 1, n: 2 } },
      atDeployedThreshold: { threshold: 0.5, recall: { count: 0, n: 2 }, heldOut: { count: 0, n: 2 } },
    });
    expect(headline).toBe('2 pilots: false-positive rate 50.00 % now, at the same recall 0.00 % at best (with 5 covered × 2)');
  });

  test('what it is given stays under 32 KiB with as many pilots as a profile may have', async () => {
    const { coverages, variations } = { coverages: Array.from({ length: 12 }, (_, index) => (index + 1) / 12), variations: Array.from({ length: 12 }, (_, index) => index * 9) };
    const found = Object.fromEntries(['Context Manipulation', 'Semantic Jailbreak', 'Obfuscated Command', 'Other'].map((category) => [category, 12_345]));
    const pilots = pilotGrid({ coverages, variations, replayRows: 20_000 }, 4, { falsePositivesByCategory: found });
    expect(pilots).toHaveLength(24);
    const scores = await at.scores({ a: 0.123456789 });
    const trained = pilots.map((each): TrainedPilot => ({ pilot: each, trainedRows: 100_000, scores: { tuning: scores, heldOut: scores } }));
    const inputs = await pilotInputs(at, { 'start weights': scores, 'start config': scores, 'start tokenizer': scores });
    const given = { request: { stage: 'pilot', parameters: PILOT_PARAMETERS, inputs }, championScores: Array.from({ length: 20 }, () => scores), trained };
    expect(JSON.stringify(given).length).toBeLessThan(32 * 1024);
  });

  test('where nothing is held out, no share of it is told', async () => {
    const { report, headline } = await measured([{ pilot: pilot(0, 0), trainedRows: 4, scores: { tuning: await at.scores(CHAMPION) } }]);
    expect(report.pilots[0]!.atChampionRecall.heldOut).toMatchObject({ count: 0, n: 0 });
    expect(headline).toBe('1 pilot: false-positive rate 50.00 % now, at the same recall 0.00 % at best (on old rows alone)');
  });
});
