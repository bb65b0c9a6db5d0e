import { rng } from '../domain/rng.ts';
import type { AugmentationSource } from './method.ts';
import { PERTURBATIONS } from './perturbations.ts';
import type { Perturbation } from './perturbations.ts';

/** One attack under one perturbation. `id` is `<source>~<perturbation>~<severity>`. */
export interface RobustnessRow {
  readonly id: string;
  readonly text: string;
  readonly sourceId: string;
  readonly perturbation: string;
  readonly severity: number;
}

export interface RobustnessOptions {
  readonly seed: number;
  readonly severities?: readonly number[];
  readonly perturbations?: readonly Perturbation[];
}

/**
 * Each attack under each perturbation at each severity, in that order; what a perturbation finds no place in is left
 * out. The severities of an attack and perturbation share one seed, so that the places changed at a smaller one are among those
 * changed at a larger one, and their recalls compare. Pass `paddingPast` of the model's own limit to pad past it.
 */
export function robustnessSet(attacks: readonly AugmentationSource[], { seed, severities = [0.1, 0.3, 0.6], perturbations = PERTURBATIONS }: RobustnessOptions): RobustnessRow[] {
  return attacks.flatMap((source) =>
    perturbations.flatMap((kind) =>
      severities.flatMap((severity) => {
        const text = kind.apply(source.text, severity, rng(seed, source.id, 'robustness', kind.id));
        const id = `${source.id}~${kind.id}~${severity}`;
        return text === null || text === source.text ? [] : [{ id, text, sourceId: source.id, perturbation: kind.id, severity }];
      }),
    ),
  );
}
