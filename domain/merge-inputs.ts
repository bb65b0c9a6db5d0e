import type { ArtifactRef } from './artifact-ref.ts';
import type { WeightFiles } from './package-files.ts';

/** The files of two models that are merged, as inputs of one piece of work: each has weights, a config and a tokenizer. */
export function mergeInputs(first: WeightFiles, second: WeightFiles): Record<string, ArtifactRef> {
  return { ...named('first', first), ...named('second', second) };
}

const named = (which: string, { weights, config, tokenizer }: WeightFiles): Record<string, ArtifactRef> => ({
  [`${which} weights`]: weights,
  [`${which} config`]: config,
  [`${which} tokenizer`]: tokenizer,
});
