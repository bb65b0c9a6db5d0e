import { nextUp } from './next-up.ts';

/**
 * The highest threshold at which a model flags `count` of these scores: the one that asks most of it. Where equal scores leave none with
 * just as many, the lowest one that flags fewer. Scores are in [0, 1] and not empty.
 */
export function thresholdFlagging(scores: readonly number[], count: number): number {
  const ascending = Float64Array.from(scores).sort();
  if (count <= 0) return nextUp(ascending[ascending.length - 1]!);
  const place = Math.max(0, ascending.length - count);
  const candidate = ascending[place]!;
  return place > 0 && ascending[place - 1] === candidate ? nextUp(candidate) : candidate;
}
