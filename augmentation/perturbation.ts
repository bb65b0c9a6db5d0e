import type { AugmentationMethod, Variation } from './method.ts';
import { TRAINING_PERTURBATIONS } from './perturbations.ts';

/**
 * Perturbation of attacks: what an attacker does to a known prompt to get it past a filter. Each variation carries one
 * kind of `TRAINING_PERTURBATIONS`; the kinds are used in turn, so that `count` variations show as many of them as
 * possible. The context's severity decides the share of characters, words or places that change.
 */
export const perturbation: AugmentationMethod = (source, count, rng, { perturbationSeverity = DEFAULT_SEVERITY }) => {
  const made = new Map<string, Variation>();
  const kinds = TRAINING_PERTURBATIONS;
  let order = rng.shuffle(kinds);
  for (let attempt = 0; made.size < count && attempt < MAX_ATTEMPTS_PER_VARIATION * count + kinds.length; attempt++) {
    if (attempt > 0 && attempt % kinds.length === 0) order = rng.shuffle(kinds);
    const kind = order[attempt % kinds.length]!;
    const text = kind.apply(source.text, clamp(perturbationSeverity), rng);
    if (text !== null && text !== source.text && !made.has(text)) made.set(text, { text, detail: kind.id });
  }
  return [...made.values()];
};

const DEFAULT_SEVERITY = 0.3;
const MAX_ATTEMPTS_PER_VARIATION = 4;

function clamp(severity: number): number {
  return Math.min(1, Math.max(0, severity));
}
