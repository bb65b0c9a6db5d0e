import { invalidInput } from '../domain/errors.ts';
import type { Profile } from '../domain/profile.ts';

/** A sentence where the premium would be asked of weights that have learned the held-out rows already: by rows or by groups, all of them leaked. */
export function leakagePremiumProblems({ crossValidation: { leakagePremium, startFrom }, train }: Profile): string[] {
  if (!leakagePremium || (startFrom ?? train.startFrom) === 'base') return [];
  return [invalidInput('crossValidation.leakagePremium', leakagePremium, "The champion's weights may have learned held-out rows, so nothing would be left to leak: write crossValidation.startFrom: base, too.").message];
}
