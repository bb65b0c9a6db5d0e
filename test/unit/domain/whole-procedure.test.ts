import { describe, expect, test } from '@jest/globals';
import { judgeGate } from '../../../domain/gates.ts';
import type { Gate } from '../../../domain/profile.ts';
import { rng } from '../../../domain/rng.ts';
import type { Rng } from '../../../domain/rng.ts';
import { passProbability } from '../../../domain/statistics/binomial.ts';
import { neymanPearsonThreshold } from '../../../domain/statistics/np-threshold.ts';

/** Threshold on tuning rows, then the gate on certification rows, many times over with fixed seeds. */
const GATE: Gate = { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
const REPETITIONS = 1_000;
const [TUNING, CERTIFICATION] = [2_000, 4_000];

/** Benign scores are uniform, so that the true false-positive rate of a threshold is what lies above it. */
const trueRate = (threshold: number): number => 1 - threshold;
const scores = (random: Rng, count: number): Float64Array => Float64Array.from({ length: count }, () => random.next());
const passes = (random: Rng, threshold: number, looks = 1): boolean => {
  let flagged = 0;
  for (let row = 0; row < CERTIFICATION; row++) if (random.next() >= threshold) flagged++;
  return passesWith(flagged, looks);
};

/** A gate judges a count the same way each time, and says how many rows it would take, which is dear. */
const judged = new Map<string, boolean>();
function passesWith(count: number, looks: number): boolean {
  const key = `${count} ${looks}`;
  const known = judged.get(key) ?? judgeGate(GATE, { kind: 'rate', count, n: CERTIFICATION }, looks).verdict === 'pass';
  judged.set(key, known);
  return known;
}

function shareOf(salt: string, happens: (random: Rng) => boolean): number {
  let count = 0;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) if (happens(rng(7, salt, repetition))) count++;
  return count / REPETITIONS;
}

describe('the whole procedure', () => {
  test('a model exactly at the limit passes as often as the binomial says, and at most 5 % of the time', () => {
    const exact = passProbability(CERTIFICATION, GATE.limit, GATE.limit, GATE.confidence);
    expect(exact).toBeLessThanOrEqual(0.05);
    // Three standard errors of a thousand repetitions.
    expect(Math.abs(shareOf('at the limit', (random) => passes(random, 1 - GATE.limit)) - exact)).toBeLessThan(3 * Math.sqrt((exact * (1 - exact)) / REPETITIONS));
  });

  test('of ten looks at such a model, some look passes at most 5 % of the time', () => {
    const someLook = shareOf('ten looks', (random) => Array.from({ length: 10 }, () => passes(random, 1 - GATE.limit, 10)).some(Boolean));
    expect(someLook).toBeLessThanOrEqual(0.05);
  });

  test.each([1, 0.7])('a threshold aimed at %d of the limit: a model over the limit is promoted at most 5 %% of the time', (aim) => {
    const [wrongly, rightly] = [{ count: 0 }, { count: 0 }];
    shareOf(`aim ${aim}`, (random) => {
      const { threshold } = neymanPearsonThreshold(scores(random, TUNING), { limit: aim * GATE.limit, delta: 0.05 })!;
      if (!passes(random, threshold)) return false;
      (trueRate(threshold) >= GATE.limit ? wrongly : rightly).count++;
      return true;
    });
    expect(wrongly.count / REPETITIONS).toBeLessThanOrEqual(0.05);
    // And it does not pass by never passing.
    expect(rightly.count / REPETITIONS).toBeGreaterThan(aim === 1 ? 0.3 : 0.8);
  });
});
