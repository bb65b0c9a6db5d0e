import { invalidInput } from '../errors.ts';
import type { Effect } from './paired-effect.ts';

/**
 * The mean of effects, each counting alike. Half widths add up as independent ones do, or, where some were measured on the same rows (`shared`), as if
 * they went up and down together, which none can exceed. So the interval holds what the samples of rows leave open; how the effects differ
 * from each other is for the reader to see, and not in it. Errors: HONE_INVALID_INPUT of none.
 */
export function pooledEffect(effects: readonly Effect[], shared = false): Effect {
  const count = effects.length;
  if (count === 0) throw invalidInput('effects', count, 'Give at least one.');
  const mean = effects.reduce((sum, effect) => sum + effect.mean, 0) / count;
  const halves = effects.map(({ low, high }) => (high - low) / 2);
  const half = (shared ? halves.reduce((sum, each) => sum + each, 0) : Math.hypot(...halves)) / count;
  return { mean, low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
}
