import { invalidInput } from '../domain/errors.ts';
import type { Profile, Strategy } from '../domain/profile.ts';
import { withShippedStrategies } from '../domain/strategies.ts';

/** What is wrong with the contrast pairs a profile asks for: none would be trained on, and nothing else would say so before the plan. */
export function contrastPairsProblems({ sets, plan, loso, fallbacks }: Profile): string[] {
  if (sets.contrastPairs?.ids === 'line') return [invalidInput('sets.contrastPairs.ids', 'line', 'Ids tell which rows are a pair: give each row one that ends in -benign or -malicious.').message];
  if (sets.contrastPairs) return [];
  const strategy = withShippedStrategies(plan.strategies).find(({ name }) => name === plan.strategy);
  const asked: readonly (readonly [string, Pick<Strategy, 'contrastPairs'> | undefined])[] = [
    [`plan.strategies (${plan.strategy})`, strategy],
    ...(loso?.recipes ?? []).map((recipe, index) => [`loso.recipes[${index}]`, recipe] as const),
    ...(fallbacks?.rules ?? []).map(({ change }, index) => [`fallbacks.rules[${index}].change.strategy`, change?.strategy as Pick<Strategy, 'contrastPairs'> | undefined] as const),
  ];
  return asked.flatMap(([path, of]) => (of?.contrastPairs ? [invalidInput(`${path}.contrastPairs`, of.contrastPairs, 'There are no contrast pairs to learn from: name them in sets.contrastPairs, or write 0.').message] : []));
}
