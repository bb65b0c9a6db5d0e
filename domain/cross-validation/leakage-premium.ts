import { invalidInput } from '../errors.ts';
import type { ScoredRow } from '../fit-threshold.ts';
import type { Label } from '../row.ts';
import { foldAucDifference } from '../statistics/fold-auc-difference.ts';
import type { FoldScore, TwiceHeldRow } from '../statistics/fold-auc-difference.ts';
import { pairedEffect } from '../statistics/paired-effect.ts';
import type { Effect } from '../statistics/paired-effect.ts';

/** A fold's held-out rows by its model, with the threshold that the model's own validation rows gave. */
export interface JudgedFold {
  readonly threshold: number;
  readonly held: readonly ScoredRow[];
}

/** A fold that was cut by rows: what it learned from may be of a held-out row's group. */
export interface JudgedFoldByRows extends JudgedFold {
  readonly learnedGroups: ReadonlySet<string>;
}

/** A figure by either cut of the same rows, as fractions. */
export interface Premium {
  readonly byGroups: number;
  readonly byRows: number;
  /** By rows minus by groups. */
  readonly premium: Effect;
}

/** Rows of one label, by decisions at the thresholds of their folds. */
export interface FlaggedPremium extends Premium {
  readonly n: number;
}

export interface PremiumOfRows {
  /** Null without such rows. */
  readonly falsePositiveRate: FlaggedPremium | null;
  readonly recall: FlaggedPremium | null;
}

/** How much better a model looks when rows, and not groups of near-duplicates and variations, are split: on the same rows, trained alike. */
export interface LeakagePremium {
  /** Means over the folds. */
  readonly rocAuc: Premium;
  readonly all: PremiumOfRows;
  /** Rows of which a relative was learned from where rows were split. */
  readonly related: PremiumOfRows;
  /** The others. Nothing leaked of them, so what differs here is what another training does. */
  readonly unrelated: PremiumOfRows;
}

/** Errors: HONE_INVALID_INPUT where the two cuts do not hold out the same rows, each once. */
export function leakagePremium(byGroups: readonly JudgedFold[], byRows: readonly JudgedFoldByRows[]): LeakagePremium {
  const rows = twiceHeld(byGroups, byRows);
  const { first, second, difference } = foldAucDifference(rows);
  return {
    rocAuc: { byGroups: first, byRows: second, premium: difference },
    all: premiumOf(rows),
    related: premiumOf(rows.filter(({ related }) => related)),
    unrelated: premiumOf(rows.filter(({ related }) => !related)),
  };
}

interface JudgedRow extends TwiceHeldRow {
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
  const rows = byRows.flatMap((each, fold) =>
    each.held.flatMap((row) => {
      const before = first.get(row.id);
      return before ? [{ groupId: row.groupId, label: row.label, first: before, second: judge(each, fold, row), related: each.learnedGroups.has(row.groupId) }] : [];
    }),
  );
  const heldBy = (folds: readonly JudgedFold[]): number => folds.reduce((sum, { held }) => sum + held.length, 0);
  for (const folds of [byGroups, byRows]) if (heldBy(folds) !== rows.length) throw invalidInput('held-out rows', heldBy(folds), `Hold out the same ${rows.length} rows by groups and by rows, each once.`);
  return rows;
}

function premiumOf(rows: readonly JudgedRow[]): PremiumOfRows {
  return { falsePositiveRate: flaggedPremium(rows, 'benign'), recall: flaggedPremium(rows, 'malicious') };
}

function flaggedPremium(rows: readonly JudgedRow[], label: Label): FlaggedPremium | null {
  const of = rows.filter((row) => row.label === label);
  if (of.length === 0) return null;
  const [control, treated] = [of.map(({ first }) => first.flagged), of.map(({ second }) => second.flagged)];
  const share = (flagged: readonly boolean[]): number => flagged.filter(Boolean).length / of.length;
  return { n: of.length, byGroups: share(control), byRows: share(treated), premium: pairedEffect([{ treated, control }], of.map(({ groupId }) => groupId)) };
}
