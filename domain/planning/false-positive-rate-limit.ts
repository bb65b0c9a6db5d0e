import type { PlannedSettings } from './plan-input.ts';

/** Limit of the gate on the false-positive rate; a profile has exactly one. */
export function falsePositiveRateLimit({ gates }: Pick<PlannedSettings, 'gates'>): number {
  const gate = gates.find(({ quantity }) => quantity === 'false-positive-rate');
  if (gate === undefined) throw new RangeError('settings without a gate on the false-positive rate');
  return gate.limit;
}
