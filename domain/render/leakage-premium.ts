import type { FlaggedPremium, LeakagePremium, PremiumOfRows } from '../cross-validation/leakage-premium.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { percent, thousands } from './numbers.ts';
import { signedPoints } from './signed-points.ts';
import { markdownTable } from './table.ts';

/** By how much figures would flatter had rows been split, and not groups: what the same trainings show on the same rows either way. */
export function leakageSection({ rocAuc, all, related, unrelated }: LeakagePremium): string {
  return [
    '### Leakage premium',
    'The same rows once more with rows, not groups, dealt out to folds, as a split does that knows nothing of near-duplicates and of what was made from what: most variations of a held-out row, and its near-duplicates, ' +
      'are then learned from. Trained and judged alike; the premium is by rows minus by groups, in points, with 95 % intervals in which rows of a group count as one draw. They do not hold how another seed would train: rows without a relative show that, for nothing leaks of them.',
    markdownTable([
      ['rows held out', 'attacks', 'recall by groups', 'by rows', 'premium', 'honest prompts', 'false positives by groups', 'by rows', 'premium'],
      cells('all', all),
      cells('a relative is learned from', related),
      cells('none is', unrelated),
    ]),
    `ROC-AUC, as a mean over the folds: ${rocAuc.byGroups.toFixed(4)} by groups, ${rocAuc.byRows.toFixed(4)} by rows, ${points(rocAuc.premium)}. ${verdict(related)}`,
  ].join('\n\n');
}

function cells(rows: string, { recall, falsePositiveRate }: PremiumOfRows): string[] {
  return [rows, ...figures(recall), ...figures(falsePositiveRate)];
}

function figures(premium: FlaggedPremium | null): string[] {
  return premium ? [thousands(premium.n), percent(premium.byGroups, 2), percent(premium.byRows, 2), points(premium.premium)] : ['0', '', '', ''];
}

function points({ mean, low, high }: Effect): string {
  return `${signedPoints(mean, 2)} (${signedPoints(low, 2)} to ${signedPoints(high, 2)})`;
}

/** Of rows with a relative alone: with few of them, those without drown what they show. */
function verdict({ recall, falsePositiveRate }: PremiumOfRows): string {
  const flattered = [
    ...(recall && recall.premium.low > 0 ? ['recall'] : []),
    ...(falsePositiveRate && falsePositiveRate.premium.high < 0 ? ['the false-positive rate'] : []),
  ];
  if (!recall && !falsePositiveRate) return 'No held-out row has a relative among those learned from: a split by rows would leak nothing here.';
  return flattered.length === 0
    ? 'Of rows with a relative that is learned from, neither figure is shown to look better for it.'
    : `Of rows with a relative that is learned from, ${flattered.join(' and ')} would look better than on groups never seen.`;
}
