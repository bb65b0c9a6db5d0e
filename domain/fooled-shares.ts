import type { Fooled } from './augmentation-account.ts';
import { groupBy } from './group-by.ts';
import type { Label } from './row.ts';
import { measuredShare } from './statistics/measured-share.ts';

/** Shares of scored rows of each label that a model gets wrong at its threshold; a label without rows is left out. */
export function fooledShares(rows: readonly { readonly label: Label; readonly score: number }[], threshold: number): Fooled {
  const shares = [...groupBy(rows, (row) => row.label)].map(([label, of]) => {
    const wrong = of.filter(({ score }) => (score >= threshold) === (label === 'benign'));
    return [label, measuredShare(wrong.length, of.length)] as const;
  });
  return Object.fromEntries(shares);
}
