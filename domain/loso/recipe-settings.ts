import type { Profile, Recipe, Strategy, TrainSettings } from '../profile.ts';
import { shortTrainSettings } from '../short-train-settings.ts';
import { withShippedStrategies } from '../strategies.ts';

/** A recipe with everything it leaves to the profile filled in. */
export interface WholeRecipe extends Pick<Strategy, 'coverage' | 'variationsPerFalsePositive' | 'hardNegatives' | 'contrastPairs' | 'maliciousAugmentations'> {
  readonly name: string;
  readonly replayRows: number | 'all';
  readonly train: TrainSettings;
  readonly mergeShare?: number;
}

/** The name of the profile's own recipe, which is always tried. */
export const OWN_RECIPE = 'the profile';

/** The profile's own recipe first, then those of `loso.recipes`. Trainings are evaluated once, at their end. */
export function recipesOf(profile: Pick<Profile, 'plan' | 'assemble' | 'train' | 'loso'>): WholeRecipe[] {
  const { plan, assemble, train, loso } = profile;
  const strategy = withShippedStrategies(plan.strategies).find(({ name }) => name === plan.strategy)!;
  const { coverage, variationsPerFalsePositive, hardNegatives, contrastPairs, maliciousAugmentations } = strategy;
  const own: Recipe = { name: OWN_RECIPE };
  return [own, ...(loso?.recipes ?? [])].map(({ train: changed, ...recipe }) => ({
    coverage,
    variationsPerFalsePositive,
    hardNegatives,
    ...(contrastPairs !== undefined && { contrastPairs }),
    maliciousAugmentations,
    replayRows: assemble.replayRows,
    ...recipe,
    train: { ...shortTrainSettings({ ...train, ...changed }), epochs: changed?.epochs ?? train.epochs },
  }));
}

/** Whether some recipe averages the weights that this one trains: then they are kept, and one training serves both. */
export function isMerged(recipe: WholeRecipe, recipes: readonly WholeRecipe[]): boolean {
  // Keys stand in the order in which they were written.
  const training = ({ train, ...of }: WholeRecipe): string => JSON.stringify([...Object.entries({ ...of, name: '', mergeShare: 0 }), ...Object.entries(train)].sort());
  return recipes.some((other) => other.mergeShare !== undefined && training(other) === training(recipe));
}
