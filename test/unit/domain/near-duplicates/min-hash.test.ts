import { expect, test } from '@jest/globals';
import { bandingFor, minHash, PERMUTATIONS } from '../../../../domain/near-duplicates/min-hash.ts';
import { rng } from '../../../../domain/rng.ts';

test.each([
  [0.8, { bands: 21, rowsPerBand: 6 }],
  [0.5, { bands: 42, rowsPerBand: 3 }],
  [0.9, { bands: 12, rowsPerBand: 10 }],
])('the banding for %d', (jaccard, expected) => {
  expect(bandingFor(jaccard)).toEqual(expected);
});

test.each([0.2, 0.5, 0.8])('positions agree with probability equal to the Jaccard similarity %d', (jaccard) => {
  const random = rng('min-hash', jaccard);
  const shared = jaccard * 100;
  const own = 100 - shared;
  const trials = 200;
  let agreements = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = Int32Array.from({ length: shared + own }, () => random.below(2 ** 32) | 0);
    const a = signatureOf(values.slice(0, shared + own / 2));
    const b = signatureOf(Int32Array.from([...values.slice(0, shared), ...values.slice(shared + own / 2)]));
    agreements += a.filter((value, k) => value === b[k]).length;
  }
  // 25,600 positions: five standard errors are under 0.016, and the 128 of a trial are not quite independent.
  expect(Math.abs(agreements / (trials * PERMUTATIONS) - jaccard)).toBeLessThan(0.02);
});

function signatureOf(hashes: Int32Array): Int32Array {
  const signature = new Int32Array(PERMUTATIONS);
  minHash(hashes, hashes.length, signature);
  return signature;
}
