import type { StrategyPlan } from './plan.ts';

/** Which strategy the pilots speak for. `margin`: the limit less the upper end of its interval; negative where that lies above. */
export interface CheapestStrategy {
  readonly strategy: string;
  readonly passes: boolean;
  readonly margin: number;
}

/**
 * The strategy with the fewest rows added whose fitted interval lies under the limit as a whole; where there is none, the one that comes
 * closest. Undefined without fitted rates.
 */
export function cheapestStrategy(strategies: readonly StrategyPlan[], limit: number): CheapestStrategy | undefined {
  const candidates = strategies.flatMap(({ strategy, rowsAdded, projection: { fitted } }) => (fitted ? [{ strategy: strategy.name, rowsAdded, margin: limit - fitted.high }] : []));
  const passing = candidates.filter(({ margin }) => margin > 0).sort((a, b) => a.rowsAdded - b.rowsAdded || b.margin - a.margin);
  const best = passing[0] ?? candidates.sort((a, b) => b.margin - a.margin)[0];
  return best && { strategy: best.strategy, passes: best.margin > 0, margin: best.margin };
}
