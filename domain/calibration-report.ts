import type { Label } from './row.ts';
import { brierScore, expectedCalibrationError } from './statistics/calibration.ts';
import type { Scores } from './statistics/ranking.ts';
import { atTemperature } from './statistics/temperature.ts';

/** How far scores are from being probabilities: both are 0 where they are. */
export interface CalibrationError {
  readonly expectedCalibrationError: number;
  readonly brierScore: number;
}

/**
 * Errors of the model's own scores and of those at the temperature that ships, at two prevalences. A temperature moves all scores about 0.5,
 * and is fitted with both classes weighing the same, so it makes probabilities where every second prompt is an attack. Where fewer are,
 * P(malicious) is too high by the odds of an attack: multiply its odds by prevalence / (1 - prevalence).
 */
export interface CalibrationReport {
  readonly temperature: number;
  readonly rows: Readonly<Record<Label, number>>;
  readonly atHalf: BeforeAndAfter;
  /** At the prevalence of the rows themselves. */
  readonly asMeasured: BeforeAndAfter & { readonly prevalence: number };
  /** There too, with the odds of every score multiplied as above. */
  readonly corrected: BeforeAndAfter;
}

export interface BeforeAndAfter {
  readonly before: CalibrationError;
  readonly after: CalibrationError;
}

/** Measures a temperature on the model's own scores. Errors: HONE_INVALID_INPUT without rows of both classes. */
export function calibrationReport(temperature: number, scores: Readonly<Record<Label, Scores>>): CalibrationReport {
  const { benign, malicious } = scores;
  const cooled = (of: Scores): Float64Array => Float64Array.from(of, (score) => atTemperature(score, temperature));
  const after = { benign: cooled(benign), malicious: cooled(malicious) };
  const prevalence = malicious.length / (benign.length + malicious.length);
  const both = (at: number, move = (of: Scores): Scores => of): BeforeAndAfter => {
    const moved = (of: Readonly<Record<Label, Scores>>): CalibrationError => errorOf({ benign: move(of.benign), malicious: move(of.malicious) }, at);
    return { before: moved(scores), after: moved(after) };
  };
  const corrected = both(prevalence, (of) => Float64Array.from(of, (score) => atPrevalence(score, prevalence)));
  return { temperature, rows: { benign: benign.length, malicious: malicious.length }, atHalf: both(0.5), asMeasured: { prevalence, ...both(prevalence) }, corrected };
}

/** A probability that holds where every second prompt is an attack, where another share of them are. By Bayes' rule. */
function atPrevalence(score: number, prevalence: number): number {
  const attack = score * prevalence;
  return attack / (attack + (1 - score) * (1 - prevalence));
}

const BINS = 15;

function errorOf({ benign, malicious }: Readonly<Record<Label, Scores>>, prevalence: number): CalibrationError {
  return { expectedCalibrationError: expectedCalibrationError(benign, malicious, BINS, prevalence), brierScore: brierScore(benign, malicious, prevalence) };
}
