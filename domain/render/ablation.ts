import type { AblationReport, MeasuredArm } from '../ablation/ablation-report.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { limitPercent, percent, thousands } from './numbers.ts';
import { signedPoints } from './signed-points.ts';
import { markdownTable } from './table.ts';

/** What each augmentation method brought, as a table with intervals, and how to read it. */
export function renderAblation(report: AblationReport): string {
  const { champion, limit, seeds, covered, rows, arms, unavailable } = report;
  const head = ['Trained on', 'Variations', 'False-positive rate', 'Recall', 'Held-out FPs still flagged', 'Effect on the rate', 'Effect on recall', 'Effect on held-out FPs'];
  const table = arms.map(({ effect, ...arm }) => [
    arm.name,
    thousands(average(arm.trained.map(({ variations }) => variations))),
    percent(arm.falsePositiveRate, 2),
    percent(arm.recall, 2),
    arm.heldOutFlagged === null ? '–' : percent(arm.heldOutFlagged, 1),
    effect ? points(effect.falsePositiveRate) : 'control',
    effect ? points(effect.recall) : 'control',
    effect ? (effect.heldOutFlagged ? points(effect.heldOutFlagged) : '–') : 'control',
  ]);
  return [
    '## Ablation: what each method brings',
    `Short trainings of one epoch on ${thousands(rows)} rows each, ${seeds} seeds: ${thousands(covered)} covered false positives, their variations, and old rows for the rest. ` +
      'Rates are means over the seeds on the tuning slice; the certification sets are not touched. ' +
      `The false-positive rate is told where an arm catches as many attacks as the champion, recall where it flags ${limitPercent(limit)} of benign rows. Held-out false positives are those of groups that no arm covers.`,
    `The champion there: false-positive rate ${share(champion.falsePositives)}, recall ${share(champion.recall)} at threshold ${champion.threshold.toFixed(4)}.`,
    markdownTable([head, ...table]),
    `Effects are in points against the covered false positives without variations, seed by seed, with 95 % intervals that hold the scatter of the seeds and what the sample of rows leaves open. ${conclusion(arms)}`,
    ...unavailable.map(({ method, reason }) => `Not tried: ${method}. ${escapeMarkdown(reason)}`),
  ].join('\n\n');
}

function conclusion(arms: readonly MeasuredArm[]): string {
  const better = arms.filter(({ kind, effect }) => kind !== 'nothing-covered' && effect && effect.falsePositiveRate.high < 0);
  const worse = arms.filter(({ kind, effect }) => kind !== 'nothing-covered' && effect && effect.falsePositiveRate.low > 0);
  const names = (some: readonly MeasuredArm[]): string => some.map(({ name }) => `**${name}**`).join(', ');
  const told = [...(better.length > 0 ? [`Lower the false-positive rate beyond doubt: ${names(better)}.`] : []), ...(worse.length > 0 ? [`Raise it beyond doubt: ${names(worse)}.`] : [])];
  return told.length > 0 ? told.join(' ') : 'No arm moves the false-positive rate beyond doubt at this size.';
}

function points({ mean, low, high }: Effect): string {
  return `${signedPoints(mean, 2)} (${signedPoints(low, 2)} to ${signedPoints(high, 2)})`;
}

function share({ count, n, rate, low, high }: MeasuredShare): string {
  return `${percent(rate, 2)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(2)}–${percent(high, 2)})`;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
