import type { BeforeAndAfter, CalibrationReport } from '../calibration-report.ts';
import { percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What a temperature brings, at the prevalence that it holds for and at that of the rows, and how to read scores where attacks are rarer. */
export function calibrationTable({ temperature, rows, atHalf, asMeasured, corrected }: CalibrationReport): string {
  const errors = (name: string, { before, after }: BeforeAndAfter): string[] => [
    name, before.expectedCalibrationError.toFixed(4), after.expectedCalibrationError.toFixed(4), before.brierScore.toFixed(4), after.brierScore.toFixed(4),
  ];
  const measured = percent(asMeasured.prevalence, 2);
  return `${markdownTable([
    ['share of attacks', 'ECE of the model', `ECE at temperature ${temperature}`, 'Brier of the model', `Brier at temperature ${temperature}`],
    errors('50 %', atHalf),
    errors(`${measured}, as in these rows`, asMeasured),
    errors(`${measured}, odds multiplied`, corrected),
  ])}

Over ${thousands(rows.benign)} benign and ${thousands(rows.malicious)} malicious rows. Both classes weigh the same when the temperature is fitted, so a score is a probability where every second prompt
is an attack. Where fewer are it is too high: multiply its odds by prevalence / (1 - prevalence). No decision depends on it.`;
}
