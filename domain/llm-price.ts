import type { LlmCostSettings, LlmPrice } from './profile.ts';

/** The price of the model that is asked; undefined where the table has none, and asking costs nothing. */
export function llmPrice({ model, prices }: Pick<LlmCostSettings, 'model' | 'prices'>): LlmPrice | undefined {
  return prices.find((price) => price.model === model);
}
