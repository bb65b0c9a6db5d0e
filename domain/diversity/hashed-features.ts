/** A sparse vector of length 1: the values at ascending places. */
export interface Features {
  readonly places: Int32Array;
  readonly values: Float64Array;
}

/** Places that runs of characters are hashed to: far more than a sample has of them that tell anything. */
export const FEATURE_PLACES = 2 ** 16;

/**
 * Counts of a text's runs of 3 to 5 characters (UTF-16 units, as written), hashed to `FEATURE_PLACES` places by FNV-1a and scaled to
 * length 1. Of long texts the first `LONGEST` characters. A text under 3 characters has no features.
 * Source: Weinberger et al. (2009), "Feature Hashing for Large Scale Multitask Learning", ICML, 1113–1120.
 */
export function hashedFeatures(text: string): Features {
  const counts = new Map<number, number>();
  const end = Math.min(text.length, LONGEST);
  for (let from = 0; from + SHORTEST_RUN <= end; from++) {
    let hash = 0x811c9dc5;
    for (let length = 1; length <= LONGEST_RUN && from + length <= end; length++) {
      hash = Math.imul(hash ^ text.charCodeAt(from + length - 1), 0x01000193);
      if (length < SHORTEST_RUN) continue;
      // The low bits of FNV-1a are its worst: the high ones are folded in.
      const place = (hash ^ (hash >>> 16)) & (FEATURE_PLACES - 1);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  const entries = [...counts].sort(([a], [b]) => a - b);
  const length = Math.sqrt(entries.reduce((sum, [, count]) => sum + count * count, 0));
  return { places: Int32Array.from(entries, ([place]) => place), values: Float64Array.from(entries, ([, count]) => count / length) };
}

/** Characters of a text that are looked at: what generators leave is seen at the start and between words. */
export const LONGEST = 1_000;
const SHORTEST_RUN = 3;
const LONGEST_RUN = 5;
