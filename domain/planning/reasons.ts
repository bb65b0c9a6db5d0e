import { limitPercent, thousands } from '../render/numbers.ts';
import type { StrategyPlan } from './plan.ts';

/** What the chosen strategy is best at, by the plan's own figures, and who covers more. Phrases that follow "it". */
export function reasonsOf(chosen: StrategyPlan, strategies: readonly StrategyPlan[], limit: number): string[] {
  const others = strategies.filter((row) => row !== chosen);
  const least = (figure: (row: StrategyPlan) => number): boolean => others.length > 0 && others.every((other) => figure(chosen) < figure(other));
  const assumed = (row: StrategyPlan): number => row.projection.assumed ?? Infinity;
  const best = [
    ...(least(assumed) ? ['has the lowest assumed rate'] : []),
    ...(assumed(chosen) < limit && others.length > 0 && others.every((other) => assumed(other) >= limit) ? [`is the only one whose author assumes a rate under ${limitPercent(limit)}`] : []),
    ...(least((row) => row.projection.fitted?.rate ?? Infinity) ? ['has the lowest rate predicted by pilot trainings'] : []),
    ...(least((row) => row.projection.memorisingOnly) ? ['has the lowest rate by memorising alone'] : []),
    ...(least((row) => row.rowsAdded) ? ['adds the fewest rows'] : []),
    ...(least((row) => -row.maliciousAdded) ? ['adds the most malicious rows, which defends recall'] : []),
  ];
  const wider = others.filter((other) => other.covered > chosen.covered).map((other) => `${other.strategy.name} (${thousands(other.covered)})`);
  return [...(best.length === 0 ? ['leads in no figure: the profile chooses it'] : best), ...(wider.length === 0 ? [] : [`covers fewer false positives than ${wider.join(', ')}`])];
}
