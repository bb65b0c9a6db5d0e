import type { TrainSettings } from './profile.ts';

/** The same training cut down to one pass, evaluated once at its end: for questions whose answer is scores, not a model. */
export function shortTrainSettings(settings: TrainSettings): TrainSettings {
  return { ...settings, epochs: 1, evaluationsPerEpoch: 1 };
}
