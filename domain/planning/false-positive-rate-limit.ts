import { certificationGates } from '../gate-set.ts';
import type { PlannedSettings } from './plan-input.ts';

/** Limit of the gate on the false-positive rate of the certification rows; a profile has exactly one. */
export function falsePositiveRateLimit({ gates }: Pick<PlannedSettings, 'gates'>): number {
  const gate = certificationGates(gates).find(({ quantity }) => quantity === 'false-positive-rate');
  if (gate === undefined) throw new RangeError('settings without a gate on the false-positive rate');
  return gate.limit;
}
