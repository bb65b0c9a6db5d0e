import { MinHashKernel } from './min-hash-kernel.ts';
import { avalanche32 } from './shingles.ts';

/** Permutations of a signature: the standard error of its Jaccard estimate is at most 1 / (2 √128) = 4.4 points. */
export const PERMUTATIONS = 128;

/**
 * MinHash (Broder 1997): for each permutation the smallest permuted shingle hash. Two sets agree at a position with
 * probability equal to their Jaccard similarity. A permutation is h → (h xor x)·a mod 2^32 with a odd, a bijection.
 *
 * @param hashes shingle hashes, of which the first `count` (at least 1) are read
 * @param signature receives PERMUTATIONS values
 */
export function minHash(hashes: Int32Array, count: number, signature: Int32Array): void {
  (kernel ??= new MinHashKernel(XORS, MULTIPLIERS)).sign(hashes, count, signature);
}

/** How a signature is cut for locality-sensitive hashing: texts that agree on a whole band become candidates. */
export interface Banding {
  readonly bands: number;
  readonly rowsPerBand: number;
}

/**
 * The most selective banding that still finds a pair at exactly the threshold with probability 0.99 or more:
 * 1 − (1 − J^r)^b (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, 3.4). At 0.8: 21 bands of 6, 0.998.
 */
export function bandingFor(jaccard: number): Banding {
  for (let rowsPerBand = 16; rowsPerBand > 1; rowsPerBand--) {
    const bands = Math.floor(PERMUTATIONS / rowsPerBand);
    if (1 - (1 - jaccard ** rowsPerBand) ** bands >= 0.99) return { bands, rowsPerBand };
  }
  return { bands: PERMUTATIONS, rowsPerBand: 1 };
}

/** One 32-bit hash of a band of a signature; a collision only makes one more candidate, which is then verified. */
export function bandHash(signature: Int32Array, band: number, rowsPerBand: number): number {
  let h = band;
  for (let i = band * rowsPerBand; i < (band + 1) * rowsPerBand; i++) h = avalanche32(imul(h, 31) + signature[i]!);
  return h;
}

/** A local binding: in a vm context (jest) every look-up of the global `Math` costs more than the multiplication. */
const imul = Math.imul;
const XORS = Int32Array.from({ length: PERMUTATIONS }, (_, k) => avalanche32(2 * k + 1));
const MULTIPLIERS = Int32Array.from({ length: PERMUTATIONS }, (_, k) => avalanche32(0x5bd1e995 + 2 * k) | 1);
/** Made when first asked for: most processes never are. */
let kernel: MinHashKernel | undefined;
