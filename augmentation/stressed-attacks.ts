import { rng } from '../domain/rng.ts';
import type { Row } from '../domain/row.ts';
import { asItWas } from '../domain/stress/stressed-row.ts';
import type { StressedRow } from '../domain/stress/stressed-row.ts';
import type { PerturbationFamily } from './perturbation-families.ts';
import { robustnessSet } from './robustness-set.ts';

export interface StressOptions {
  readonly seed: number;
  readonly severities: readonly number[];
}

/**
 * Each attack as it was, and in each family at each severity, so that twins can be compared. Of a family an attack gets one kind, chosen
 * by hash among those that find a place in it: no two rows of one family and severity come from one attack.
 */
export function stressedAttacks(attacks: readonly Row[], families: readonly PerturbationFamily[], options: StressOptions): StressedRow[] {
  return attacks.flatMap((attack) => [asItWas(attack), ...families.flatMap((family) => ofFamily(attack, family, options))]);
}

function ofFamily(attack: Row, { name, kinds }: PerturbationFamily, { seed, severities }: StressOptions): StressedRow[] {
  for (const kind of rng(seed, attack.id, 'stress', name).shuffle(kinds)) {
    const made = robustnessSet([attack], { seed, severities, perturbations: [kind] });
    if (made.length === severities.length) return made.map(({ id, text, severity }) => ({ ...asItWas(attack), id, text, change: name, kind: kind.id, severity }));
  }
  return [];
}
