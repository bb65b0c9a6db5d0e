import type { StartFiles } from '../activities/pilot.ts';
import type { WeightFiles } from '../domain/package-files.ts';

/** Weights to start from as inputs of a stage that has the champion's package, too: package and weights each have a tokenizer. */
export function started({ weights, config, tokenizer }: WeightFiles): StartFiles {
  return { 'start weights': weights, 'start config': config, 'start tokenizer': tokenizer };
}

/** The same as a training is given them; nothing where there are none. */
export function weightsOf({ 'start weights': weights, 'start config': config, 'start tokenizer': tokenizer }: Partial<StartFiles>): Partial<WeightFiles> {
  return weights && config && tokenizer ? { weights, config, tokenizer } : {};
}
