import { invalidInput } from '../errors.ts';
import type { Effect } from './paired-effect.ts';

/**
 * The mean of effects measured on different rows, each counting alike. Half widths add up as independent ones do, so the interval holds what the
 * samples of rows leave open; how the effects differ from each other is for the reader to see, and not in it. Errors: HONE_INVALID_INPUT of none.
 */
export function pooledEffect(effects: readonly Effect[]): Effect {
  const count = effects.length;
  if (count === 0) throw invalidInput('effects', count, 'Give at least one.');
  const mean = effects.reduce((sum, effect) => sum + effect.mean, 0) / count;
  const half = Math.sqrt(effects.reduce((sum, { low, high }) => sum + ((high - low) / 2) ** 2, 0)) / count;
  return { mean, low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
}
