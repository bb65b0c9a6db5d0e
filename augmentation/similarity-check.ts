import type { Encoder } from '../domain/ports/guard.ts';
import type { MeaningCheck } from './meaning-check.ts';
import type { AugmentationSource } from './method.ts';

/**
 * `meaning-changed`: a text whose sentence embedding has a cosine similarity to its source's below `minSimilarity`, in [0, 1]. It finds other
 * topics and other languages; a lost `not` or another number moves an embedding less than a good paraphrase does.
 */
export function similarityCheck(encoder: Encoder, minSimilarity: number): MeaningCheck {
  let last: { readonly source: AugmentationSource; readonly vector: Float32Array } | undefined;
  return async (source, texts) => {
    if (texts.length === 0) return [];
    const known = last?.source.text === source.text ? last.vector : undefined;
    const vectors = await encoder.embed(known ? texts : [source.text, ...texts]);
    const vector = known ?? vectors[0]!;
    // Spares and other methods ask about the same source again.
    last = { source, vector };
    return vectors.slice(known ? 0 : 1).map((other) => (dot(vector, other) < minSimilarity ? 'meaning-changed' : undefined));
  };
}

/** Embeddings are of length 1. */
function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
