import type { StressSettings } from '../profile.ts';

/** Share of the characters, words or places that a perturbation changes: what is tried where the profile does not say, or as it says. */
export function severitiesOf({ severities = [0.1, 0.3, 0.6] }: Pick<StressSettings, 'severities'>): readonly number[] {
  return severities;
}
