import type { Label } from './row.ts';
import type { Scores } from './statistics/ranking.ts';
import { fitTemperature, HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE } from './statistics/temperature.ts';

/**
 * The temperature to ship, with four digits; undefined where the scores tell none: a class is missing, or the classes are told apart so well
 * (or so badly) that any temperature would be better still.
 */
export function fitCalibration({ benign, malicious }: Readonly<Record<Label, Scores>>): number | undefined {
  if (benign.length === 0 || malicious.length === 0) return undefined;
  const temperature = Number(fitTemperature(benign, malicious).toPrecision(4));
  return temperature > LEAST && temperature < MOST ? temperature : undefined;
}

/** Colder, and scores of sure rows would all round to 1; at the ends of the search nothing was found. */
const [LEAST, MOST] = [5 * LOWEST_TEMPERATURE, HIGHEST_TEMPERATURE / 2];
