import type { AccountedMethod, MethodCounts } from './augmentation-account.ts';
import { AUGMENTATION_SAMPLES } from './augmentation-samples.ts';
import { generatorFingerprint } from './diversity/generator-fingerprint.ts';
import { textDiversity } from './diversity/text-diversity.ts';
import { vectorSimilarity } from './diversity/vector-similarity.ts';
import type { Siblings } from './diversity/vector-similarity.ts';
import { fooledShares } from './fooled-shares.ts';
import type { Row } from './row.ts';

/** What was sampled of one method. */
export interface MethodSample {
  /** One scored variation a source, with the source, in the order in which they are used. */
  readonly pairs: readonly { readonly variation: Row & { readonly score: number }; readonly source: Pick<Row, 'text'> }[];
  /** Undefined where nothing was embedded. */
  readonly families: readonly Siblings[] | undefined;
  /** The champion's. */
  readonly threshold: number;
  readonly seed: number;
}

/** The account of one method: its counts, and what its sample shows. */
export function accountMethod(counts: MethodCounts, { pairs, families, threshold, seed }: MethodSample): AccountedMethod {
  const compared = pairs.slice(0, AUGMENTATION_SAMPLES.texts);
  return {
    ...counts,
    fooled: fooledShares(pairs.map(({ variation }) => variation), threshold),
    diversity: textDiversity(compared.map(({ variation }) => variation.text)),
    similarity: families ? vectorSimilarity(families) : null,
    fingerprint: generatorFingerprint(compared.map(({ variation, source }) => ({ group: variation.groupId, original: source.text, variation: variation.text })), seed),
    costPerKept: counts.spent && counts.kept > 0 ? counts.spent.money / counts.kept : null,
  };
}
