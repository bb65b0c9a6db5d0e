import type { Rotation } from '../profile.ts';
import { pooledEffect } from '../statistics/pooled-effect.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { measureRotation } from './measure-rotation.ts';
import type { RecipeFigures, RotationFigures, ScoredRotation } from './measure-rotation.ts';

/** What champion and challengers are worth on sources that none of them saw, and how the recipes compare. No certification row is in it. */
export interface LosoReport {
  /** The false-positive rate that a shipped threshold aims at: where rates of unseen rows are told beside those at the champion's rate. */
  readonly limit: number;
  readonly rotations: readonly MeasuredRotation[];
  /** In the order of the profile, its own recipe first. */
  readonly recipes: readonly RecipeSummary[];
}

export interface MeasuredRotation extends Rotation, RotationFigures {
  /** Rows the rotation's champion learned from, and groups of false positives it then had. */
  readonly learned: number;
  readonly falsePositives: number;
}

/** One recipe over all rotations, each counting alike. */
export interface RecipeSummary {
  readonly name: string;
  /** Mean areas, and challenger minus champion. */
  readonly auc: { readonly champion: number; readonly challenger: number; readonly difference: Effect };
  /** Recall of unseen attacks where as many benign tuning prompts are flagged as the champion flags as it is deployed; challenger minus champion. */
  readonly recall: { readonly champion: number; readonly challenger: number; readonly difference: Effect };
  /** Means of the challenger at `limit`. */
  readonly atLimit: RecipeFigures['atLimit'];
  /** The unseen area rises beyond doubt, and unseen recall falls by at most `MOST_RECALL_LOST`. */
  readonly holds: boolean;
}

/** A fraction: how much lower unseen recall may be. */
export const MOST_RECALL_LOST = 0.01;

export type RotationInput = ScoredRotation & Pick<MeasuredRotation, 'learned' | 'falsePositives'> & { readonly rotation: Rotation };

export function losoReport(inputs: readonly RotationInput[], limit: number): LosoReport {
  const rotations = inputs.map(({ rotation, learned, falsePositives, ...scored }) => ({ ...rotation, learned, falsePositives, ...measureRotation(scored, limit) }));
  const names = rotations[0]?.recipes.map(({ name }) => name) ?? [];
  const shared = rowsAreShared(inputs.map(({ rotation }) => rotation));
  return { limit, rotations, recipes: names.map((name) => summarise(name, rotations, shared)) };
}

/** Whether some source is left out, and measured on, more than once. */
function rowsAreShared(rotations: readonly Rotation[]): boolean {
  return (['benign', 'malicious'] as const).some((label) => {
    const named = rotations.flatMap((rotation) => [...new Set(rotation[label])]);
    return new Set(named).size < named.length;
  });
}

function summarise(name: string, rotations: readonly MeasuredRotation[], shared: boolean): RecipeSummary {
  const each = rotations.map((rotation) => ({ champion: rotation.champion, recipe: rotation.recipes.find((recipe) => recipe.name === name)! }));
  const mean = (value: (of: (typeof each)[number]) => number): number => each.reduce((sum, of) => sum + value(of), 0) / each.length;
  const difference = pooledEffect(each.map(({ recipe }) => recipe.aucDifference), shared);
  const recallDifference = pooledEffect(each.map(({ recipe }) => recipe.recallDifference), shared);
  return {
    name,
    auc: { champion: mean(({ champion }) => champion.auc), challenger: mean(({ recipe }) => recipe.auc), difference },
    recall: { champion: mean(({ champion }) => champion.atChampionRate.recall), challenger: mean(({ recipe }) => recipe.atChampionRate.recall), difference: recallDifference },
    atLimit: {
      recall: mean(({ recipe }) => recipe.atLimit.recall),
      falsePositiveRate: mean(({ recipe }) => recipe.atLimit.falsePositiveRate),
      tuningRecall: mean(({ recipe }) => recipe.atLimit.tuningRecall),
    },
    holds: difference.low > 0 && recallDifference.mean >= -MOST_RECALL_LOST,
  };
}
