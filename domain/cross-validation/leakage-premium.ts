import { invalidInput } from '../errors.ts';
import type { ScoredRow } from '../fit-threshold.ts';
import { onePerGroup } from '../gates.ts';
import { countDecisions } from '../paired-counts.ts';
import type { Label, Row } from '../row.ts';
import { foldAucDifference } from '../statistics/fold-auc-difference.ts';
import type { FoldScore, TwiceHeldRow } from '../statistics/fold-auc-difference.ts';
import { independentDifference } from '../statistics/independent-difference.ts';
import { recallDifferenceInterval } from '../statistics/paired-difference.ts';
import type { PairedDifference } from '../statistics/paired-difference.ts';

/** A fold's held-out rows by its model, with the threshold that the fold's validation rows gave. */
export interface JudgedFold {
  readonly threshold: number;
  readonly held: readonly ScoredRow[];
}

/** A fold that was split by rows, with what its model learned from. */
export interface JudgedFoldByRows extends JudgedFold {
  readonly learned: readonly Pick<Row, 'groupId' | 'label'>[];
}

/** A figure by either split of the same rows, as fractions. */
export interface Premium {
  readonly byGroups: number;
  readonly byRows: number;
  /** By rows minus by groups, with its 95 % interval. */
  readonly premium: PairedDifference;
}

/** Shares that are flagged at the thresholds of their folds, over one row of each group; null without rows. */
export type PremiumOfRows = Readonly<Record<'falsePositiveRate' | 'recall', (Premium & { readonly groups: number }) | null>>;

/** How much better a model looks when rows, and not groups of near-duplicates and variations, are split: on the same rows, trained alike. */
export interface LeakagePremium {
  /** Means over the folds. */
  readonly rocAuc: Premium;
  readonly all: PremiumOfRows;
  /** Rows of which a relative (of the same group and label) was learned from where rows were split. */
  readonly related: PremiumOfRows;
  readonly unrelated: PremiumOfRows;
  /** The premium of related rows less that of the others: what another training and another threshold do to both is taken off. Null without either. */
  readonly ofRelatives: Readonly<Record<keyof PremiumOfRows, PairedDifference | null>>;
}

/** `seed` chooses the row of each group, as the gates do. Errors: HONE_INVALID_INPUT where the two splits do not hold out the same rows, each once. */
export function leakagePremium(byGroups: readonly JudgedFold[], byRows: readonly JudgedFoldByRows[], seed: number): LeakagePremium {
  const rows = twiceHeld(byGroups, byRows);
  const { first, second, difference } = foldAucDifference(rows);
  const [related, unrelated] = [true, false].map((each) => premiumOf(rows.filter((row) => row.related === each), seed)) as [PremiumOfRows, PremiumOfRows];
  const ofRelatives = (figure: keyof PremiumOfRows): PairedDifference | null => {
    const [own, others] = [related[figure], unrelated[figure]];
    return own && others && independentDifference(own.premium, others.premium);
  };
  return {
    rocAuc: { byGroups: first, byRows: second, premium: difference },
    all: premiumOf(rows, seed),
    related,
    unrelated,
    ofRelatives: { falsePositiveRate: ofRelatives('falsePositiveRate'), recall: ofRelatives('recall') },
  };
}

interface JudgedRow extends TwiceHeldRow {
  readonly id: string;
  readonly first: Judged;
  readonly second: Judged;
  readonly related: boolean;
}

interface Judged extends FoldScore {
  readonly flagged: boolean;
}

function twiceHeld(byGroups: readonly JudgedFold[], byRows: readonly JudgedFoldByRows[]): JudgedRow[] {
  const judge = ({ threshold }: JudgedFold, fold: number, { score }: ScoredRow): Judged => ({ fold, score, flagged: score >= threshold });
  const first = new Map(byGroups.flatMap((each, fold) => each.held.map((row) => [row.id, judge(each, fold, row)])));
  const rows = byRows.flatMap((each, fold) => {
    const learned = new Set(each.learned.map(kinOf));
    return each.held.map(({ id, ...row }) => ({ id, groupId: row.groupId, label: row.label, first: first.get(id), second: judge(each, fold, { id, ...row }), related: learned.has(kinOf(row)) }));
  });
  const once = new Set(rows.map(({ id }) => id)).size === rows.length && first.size === byGroups.reduce((sum, { held }) => sum + held.length, 0);
  const strange = rows.find((row) => !row.first)?.id ?? (once && first.size === rows.length ? undefined : 'a row');
  if (strange !== undefined) throw invalidInput('held-out rows', strange, 'Hold out the same rows by groups and by rows, each once.');
  return rows as JudgedRow[];
}

function kinOf({ groupId, label }: Pick<Row, 'groupId' | 'label'>): string {
  return `${label} ${groupId}`;
}

function premiumOf(rows: readonly JudgedRow[], seed: number): PremiumOfRows {
  return { falsePositiveRate: flaggedPremium(rows, 'benign', seed), recall: flaggedPremium(rows, 'malicious', seed) };
}

function flaggedPremium(rows: readonly JudgedRow[], label: Label, seed: number): PremiumOfRows['recall'] {
  const chosen = onePerGroup(rows.filter((row) => row.label === label), seed);
  if (chosen.length === 0) return null;
  const share = (split: 'first' | 'second'): number => chosen.filter((row) => row[split].flagged).length / chosen.length;
  const counts = countDecisions(chosen.map(({ first, second }) => ({ champion: first.flagged, challenger: second.flagged })));
  return { groups: chosen.length, byGroups: share('first'), byRows: share('second'), premium: recallDifferenceInterval(counts) };
}
