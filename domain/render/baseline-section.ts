import type { Baseline, ChampionMeasurements } from '../baseline.ts';
import type { CoverageCurve } from '../coverage-curve.ts';
import type { MeasuredRate } from '../statistics/measured-rate.ts';
import type { ThresholdControl } from '../threshold-control.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** The champion before the run: its rates on every set, how concentrated its false positives are, what a threshold alone would do. */
export function baselineSection({ threshold, measured, coverage, doubts, ruledOut, control }: Baseline): string {
  return `## The champion before

At its deployed threshold of ${threshold}; each set by itself, no certification rows among them.

${markdownTable([['', 'measured'], ...measurements(measured)])}

${concentration(coverage)}${setAside(doubts, ruledOut)}

### Threshold alone

${escapeMarkdown(control.sentence)}${gates(control)}`;
}

function measurements({ naturalMining, naturalTuning, hardNegatives, recall, ranking }: ChampionMeasurements): string[][] {
  const rates: [string, MeasuredRate | null][] = [
    ['false-positive rate, natural traffic (mining pool)', naturalMining],
    ['false-positive rate, natural traffic (tuning slice)', naturalTuning],
    ['false-positive rate, hard negatives', hardNegatives],
    ['recall (tuning attacks)', recall],
  ];
  const shown = rates.map(([name, rate]) => [name, rate ? rateWithInterval(rate) : 'not measured']);
  if (!ranking) return shown;
  const { n, prevalence, f1, rocAuc, expectedCalibrationError, brierScore } = ranking;
  const on = `${thousands(n)} rows, ${percent(prevalence)} of them malicious`;
  return [
    ...shown,
    ['F1', `${f1.toFixed(4)} (${on})`],
    ['ROC-AUC', `${rocAuc.toFixed(4)} (${thousands(n)} rows)`],
    ['calibration', `expected error ${expectedCalibrationError.toFixed(4)}, Brier ${brierScore.toFixed(4)} (${on})`],
  ];
}

/** `0.31 % (93 of 30,120; 0.25–0.38 %)`. */
function rateWithInterval({ count, n, rate, interval: { low, high } }: MeasuredRate): string {
  return `${percent(rate, 2)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(2)}–${percent(high, 2)})`;
}

function concentration({ rows, groups, points }: CoverageCurve): string {
  if (rows === 0) return 'No traffic was flagged.';
  const shares = points.map((point) => `${percent(point.share, 0)} in ${thousands(point.groups)}`).join(', ');
  return `The ${thousands(rows)} flagged prompts of traffic fall in ${thousands(groups)} groups: ${shares} of them.`;
}

function setAside(doubts: number, ruledOut: number): string {
  if (doubts + ruledOut === 0) return '';
  return ` Not trained on as benign: ${thousands(doubts)} flagged prompts that look like known attacks and wait for review, and ${thousands(ruledOut)} that people ruled out.`;
}

function gates({ gates: results }: ThresholdControl): string {
  if (results.length === 0) return '';
  return `\n\n${markdownTable([['gate', 'effect', 'verdict', 'why'], ...results.map(({ gate, verdict, sentence }) => [gate.name, gate.effect, verdict, sentence])])}`;
}
