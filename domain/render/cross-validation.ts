import type { CrossValidation, FoldFigures, FoldMeasure } from '../cross-validation/cross-validation.ts';
import type { FoldMean } from '../statistics/fold-mean.ts';
import type { Homogeneity } from '../statistics/homogeneity.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { limitPercent, percent, thousands } from './numbers.ts';
import { leakageSection } from './leakage-premium.ts';
import { markdownTable } from './table.ts';

/** What the same training did to rows whose groups it never saw, fold by fold, and what that says of its settings. */
export function crossValidationSection(report: CrossValidation): string {
  const { folds, mean, pooled, limit, rowsPerFold } = report;
  const each = folds.map((fold) => [String(fold.fold), thousands(fold.learnedRows), `${thousands(held(fold))} in ${thousands(fold.heldGroups)} groups`, fold.threshold.toFixed(4), ...figures(fold)]);
  const means = (['rocAuc', 'falsePositiveRate', 'recall', 'f1'] as const).map((measure) => interval(measure, mean[measure]));
  const deviations = [mean.rocAuc.deviation.toFixed(4), points(mean.falsePositiveRate.deviation), points(mean.recall.deviation), mean.f1.deviation.toFixed(4)];
  return [
    '## Cross-validation',
    `${folds.length} trainings with the settings of \`train\`${rowsPerFold === null ? '' : ` on up to ${thousands(rowsPerFold)} rows each`}, each without one fold of the groups, measured on the original rows of that fold. ` +
      `A fold's threshold is the lowest that flags at most ${limitPercent(limit)} of the benign rows in its own validation; held-out rows have no say in it. F1 is at ${percent(pooled.prevalence, 1)} attacks. The certification sets are not touched.`,
    markdownTable([
      ['fold', 'rows learned', 'rows held out', 'threshold', 'ROC-AUC', 'false-positive rate', 'recall', 'F1'],
      ...each,
      ['mean (95 %)', '', '', '', ...means],
      ['spread', '', '', '', ...deviations],
      ['pooled', '', `${thousands(held(pooled))}`, '', ...figures(pooled)],
    ]),
    'The spread is the standard deviation between folds. The interval of a mean is a t interval with Nadeau and Bengio\'s correction, since any two folds learn from mostly the same rows. ' +
      'Pooled figures judge every held-out row by the model and at the threshold of its fold; the pooled ROC-AUC compares scores of different models, and lies below the mean where their scales differ.',
    conclusions(report).join(' '),
    ...(report.leakage ? [leakageSection(report.leakage)] : []),
  ].join('\n\n');
}

/** What the folds say of the settings, a sentence each. */
function conclusions({ differ, folds, limit, pooled, startFrom, trainStartsFrom }: CrossValidation): string[] {
  const lowest = folds.reduce((low, fold) => (fold.recall.rate < low.recall.rate ? fold : low));
  return [
    carried(pooled.falsePositives, limit),
    steadiness('recall', differ.recall),
    steadiness('the false-positive rate', differ.falsePositives),
    `The lowest recall is that of fold ${lowest.fold}, ${percent(lowest.recall.rate, 1)}.`,
    ...(startFrom !== trainStartsFrom ? [`The folds start from the ${startFrom} model, the run's own training from the champion: what they show is how far these settings carry from there, not the level of the run.`] : []),
    ...(startFrom === 'champion' ? ['Every fold starts from the champion\'s weights, which may have learned held-out rows before: read the level as the best case, and the spread as what it is.'] : []),
  ];
}

function carried({ rate, low, high }: MeasuredShare, limit: number): string {
  const measured = `${percent(rate, 2)} (${(100 * low).toFixed(2)}–${percent(high, 2)})`;
  if (low > limit) return `Thresholds placed for ${limitPercent(limit)} flag ${measured} of the held-out benign rows: they do not carry over to rows of other groups.`;
  return `Thresholds placed for ${limitPercent(limit)} flag ${measured} of the held-out benign rows${high < limit ? ': they carry over.' : ', which does not speak against them.'}`;
}

/** How often chance alone makes as much of a difference, at which it is called one. */
const DOUBT = 0.05;

function steadiness(what: string, differ: Homogeneity | null): string {
  if (differ === null) return `Too few rows tell whether ${what} differs between folds.`;
  const p = `p ${differ.p < 0.001 ? '< 0.001' : `= ${differ.p.toFixed(3)}`}, over one row per group`;
  const subject = what.charAt(0).toUpperCase() + what.slice(1);
  return differ.p < DOUBT
    ? `${subject} differs between folds by more than their sizes explain (${p}): what comes of these settings depends on which rows are learned from.`
    : `${subject} differs between folds no more than their sizes explain (${p}).`;
}

const held = ({ falsePositives, recall }: FoldFigures): number => falsePositives.n + recall.n;

function figures({ rocAuc, falsePositives, recall, f1 }: FoldFigures): string[] {
  return [rocAuc.toFixed(4), share(falsePositives), share(recall), f1.toFixed(4)];
}

function interval(measure: FoldMeasure, { mean, low, high }: FoldMean): string {
  const asShare = measure === 'falsePositiveRate' || measure === 'recall';
  return asShare ? `${percent(mean, 2)} (${(100 * low).toFixed(2)}–${percent(high, 2)})` : `${mean.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`;
}

function points(deviation: number): string {
  return `${(100 * deviation).toFixed(2)} points`;
}

function share({ count, n, rate }: MeasuredShare): string {
  return `${percent(rate, 2)} (${thousands(count)} of ${thousands(n)})`;
}
