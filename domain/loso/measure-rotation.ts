import { invalidInput } from '../errors.ts';
import type { Label } from '../row.ts';
import { aucDifference } from '../statistics/auc-difference.ts';
import type { AucDifference, RankedRow } from '../statistics/auc-difference.ts';
import { pairedEffect } from '../statistics/paired-effect.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { countFlagged, recallAtFalsePositiveRate, rocAuc } from '../statistics/ranking.ts';
import { thresholdFlagging } from '../statistics/threshold-flagging.ts';

/** Scores of one model by what the rows are: `unseen` are of sources left out, `tuning` of all others. Always in the same order of rows. */
export interface RotationScores {
  readonly unseenBenign: readonly number[];
  readonly unseenAttacks: readonly number[];
  readonly tuningBenign: readonly number[];
  readonly tuningAttacks: readonly number[];
}

export interface ScoredRotation {
  readonly groups: { readonly unseenBenign: readonly string[]; readonly unseenAttacks: readonly string[] };
  /** The threshold the champion is deployed with. */
  readonly deployed: number;
  readonly champion: RotationScores;
  readonly recipes: readonly { readonly name: string; readonly trainedRows: number; readonly scores: RotationScores }[];
}

/** What one model does with unseen rows. Shares are fractions. */
export interface ModelFigures {
  /** Unseen attacks against unseen benign prompts. */
  readonly auc: number;
  /** Where as many benign tuning prompts are flagged as the champion flags as it is deployed. */
  readonly atChampionRate: { readonly recall: number; readonly falsePositiveRate: number };
  /** Where `limit` of the benign tuning prompts are flagged, as a threshold that ships is placed. */
  readonly atLimit: { readonly recall: number; readonly falsePositiveRate: number; readonly tuningRecall: number };
}

export interface RecipeFigures extends ModelFigures {
  readonly name: string;
  readonly trainedRows: number;
  /** Challenger minus champion. */
  readonly aucDifference: Effect;
  /** At the champion's rate, on the same attacks. */
  readonly recallDifference: Effect;
}

export interface RotationFigures {
  readonly rows: Readonly<Record<keyof RotationScores, number>>;
  /** Share of benign tuning prompts that the champion flags as it is deployed. */
  readonly championRate: number;
  readonly champion: ModelFigures;
  readonly recipes: readonly RecipeFigures[];
}

/** Measures champion and every recipe of one rotation. `limit` is a false-positive rate. Errors: HONE_INVALID_INPUT without rows of both labels. */
export function measureRotation({ groups, deployed, champion, recipes }: ScoredRotation, limit: number): RotationFigures {
  const flagged = countFlagged(deployed, champion.tuningBenign);
  const before = decide(champion, deployed, limit);
  const rows = { unseenBenign: champion.unseenBenign.length, unseenAttacks: champion.unseenAttacks.length, tuningBenign: champion.tuningBenign.length, tuningAttacks: champion.tuningAttacks.length };
  const compare = ({ name, trainedRows, scores }: ScoredRotation['recipes'][number]): RecipeFigures => {
    const after = decide(scores, thresholdFlagging(scores.tuningBenign, flagged), limit);
    const areas = areasOf(groups, champion, scores);
    return {
      name,
      trainedRows,
      ...after.figures,
      auc: areas.challenger,
      aucDifference: { mean: areas.difference.estimate, low: areas.difference.low, high: areas.difference.high },
      recallDifference: pairedEffect([{ treated: after.caught, control: before.caught }], groups.unseenAttacks),
    };
  };
  return { rows, championRate: flagged / rows.tuningBenign, champion: { ...before.figures, auc: rocAuc(champion.unseenBenign, champion.unseenAttacks) }, recipes: recipes.map(compare) };
}

interface Decided {
  readonly figures: Omit<ModelFigures, 'auc'>;
  /** Unseen attacks at the champion's rate. */
  readonly caught: readonly boolean[];
}

function decide(scores: RotationScores, threshold: number, limit: number): Decided {
  const atLimit = recallAtFalsePositiveRate(scores.tuningBenign, scores.tuningAttacks, limit).threshold;
  const share = (of: readonly number[], at: number): number => countFlagged(at, of) / of.length;
  return {
    figures: {
      atChampionRate: { recall: share(scores.unseenAttacks, threshold), falsePositiveRate: share(scores.unseenBenign, threshold) },
      atLimit: { recall: share(scores.unseenAttacks, atLimit), falsePositiveRate: share(scores.unseenBenign, atLimit), tuningRecall: share(scores.tuningAttacks, atLimit) },
    },
    caught: scores.unseenAttacks.map((score) => score >= threshold),
  };
}

function areasOf(groups: ScoredRotation['groups'], champion: RotationScores, challenger: RotationScores): AucDifference {
  const rows = (label: Label, of: readonly string[], first: readonly number[], second: readonly number[]): RankedRow[] =>
    of.map((groupId, index) => ({ label, groupId, champion: first[index]!, challenger: second[index]! }));
  const areas = aucDifference([
    ...rows('benign', groups.unseenBenign, champion.unseenBenign, challenger.unseenBenign),
    ...rows('malicious', groups.unseenAttacks, champion.unseenAttacks, challenger.unseenAttacks),
  ]);
  if (!areas) throw invalidInput('loso.rotations', groups.unseenAttacks.length, 'Leave out sources with rows of at least two groups of each label.');
  return areas;
}
