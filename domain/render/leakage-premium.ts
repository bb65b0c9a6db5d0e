import type { CrossValidation } from '../cross-validation/cross-validation.ts';
import type { LeakagePremium, PremiumOfRows } from '../cross-validation/leakage-premium.ts';
import type { PairedDifference } from '../statistics/paired-difference.ts';
import { percent, thousands } from './numbers.ts';
import { signedPoints } from './signed-points.ts';
import { markdownTable } from './table.ts';

/** By how much figures would flatter had rows been split, and not groups: what the same trainings show on the same rows either way. */
export function leakageSection({ rocAuc, all, related, unrelated, ofRelatives, folds }: NonNullable<CrossValidation['leakage']>): string {
  return [
    '### Leakage premium',
    'The same rows once more, with rows instead of groups dealt out to folds and to validation, as by a split that knows nothing of near-duplicates and of what was made from what: relatives of a held-out row are then learned from, ' +
      'and thresholds placed on rows that have some, too. Otherwise trained and judged alike. The premium is by rows minus by groups, in points, over one row a group, with its 95 % interval (Tango). ' +
      'Intervals hold neither how another seed would train nor where other validation rows would place thresholds. Rows without a relative learn nothing from the split, so what they show is that.',
    markdownTable([
      ['rows held out, one a group', 'attacks', 'recall by groups', 'by rows', 'premium', 'honest prompts', 'false positives by groups', 'by rows', 'premium'],
      ['all', ...cells(all)],
      ['a relative is learned from', ...cells(related)],
      ['none is', ...cells(unrelated)],
      ['difference of the last two', '', '', '', difference(ofRelatives.recall), '', '', '', difference(ofRelatives.falsePositiveRate)],
    ]),
    `ROC-AUC of all rows, as a mean over the folds: ${rocAuc.byGroups.toFixed(4)} by groups, ${rocAuc.byRows.toFixed(4)} by rows, ${difference(rocAuc.premium)} points (DeLong, rows of a group as one draw). ` +
      `Thresholds by rows: ${folds.map(({ threshold }) => threshold.toFixed(4)).join(', ')}. ${verdict({ rocAuc, all, ofRelatives })}`,
  ].join('\n\n');
}

function cells({ recall, falsePositiveRate }: PremiumOfRows): string[] {
  return [recall, falsePositiveRate].flatMap((figure) => (figure ? [thousands(figure.groups), percent(figure.byGroups, 2), percent(figure.byRows, 2), difference(figure.premium)] : ['0', '', '', '']));
}

function difference(of: PairedDifference | null): string {
  return of ? `${signedPoints(of.estimate, 2)} (${signedPoints(of.low, 2)} to ${signedPoints(of.high, 2)})` : '';
}

/** What is beyond doubt, in a sentence each: of all figures, and of what relatives have to do with them. */
function verdict({ rocAuc, all, ofRelatives }: Pick<LeakagePremium, 'rocAuc' | 'all' | 'ofRelatives'>): string {
  const premiums = [['recall', all.recall?.premium, 1], ['false positives', all.falsePositiveRate?.premium, -1], ['ROC-AUC', rocAuc.premium, 1]] as const;
  const [better, worse] = [1, -1].map((way) => premiums.flatMap(([name, premium, good]) => (premium && beyondZero(premium) === way * good ? [name] : []))) as [string[], string[]];
  const sentences = [
    better.length > 0 ? `Split by rows, these would look better than they are: ${better.join(', ')}.` : 'No figure is shown to look better for a split by rows.',
    worse.length > 0 ? `These look worse by it: ${worse.join(', ')}.` : '',
    ofRelatives.recall && beyondZero(ofRelatives.recall) > 0 ? 'Attacks with a relative gain more recall than those without.' : '',
    ofRelatives.falsePositiveRate && beyondZero(ofRelatives.falsePositiveRate) < 0 ? 'Honest prompts with a relative lose more false alarms than those without.' : '',
  ];
  return sentences.filter(Boolean).join(' ');
}

/** 1 or −1 where the whole interval is over or under 0, else 0. */
function beyondZero({ low, high }: PairedDifference): number {
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}
