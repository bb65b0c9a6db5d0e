import { invalidInput } from '../errors.ts';
import type { HoneError } from '../errors.ts';
import type { CrossValidationSettings, TrainSettings } from '../profile.ts';

/** What the trainings of the folds start from. */
export function foldStart({ startFrom }: Pick<CrossValidationSettings, 'startFrom'>, train: Pick<TrainSettings, 'startFrom'>): TrainSettings['startFrom'] {
  return startFrom ?? train.startFrom;
}

/** Where the leakage premium would be asked of weights that have learned the held-out rows already: split either way, all of them leaked. */
export function leakagePremiumProblem(settings: Pick<CrossValidationSettings, 'startFrom' | 'leakagePremium'>, train: Pick<TrainSettings, 'startFrom'>): HoneError | undefined {
  if (!settings.leakagePremium || foldStart(settings, train) === 'base') return undefined;
  return invalidInput('crossValidation.leakagePremium', true, "The champion's weights may have learned held-out rows, so nothing would be left to leak: write crossValidation.startFrom: base, too.");
}
