import type { Encoder } from '../../domain/ports/guard.ts';
import { openThreads } from './guard-threads.ts';

export interface LoadEncoderOptions {
  /** Longer texts are cut to this many tokens, special tokens counted. */
  readonly maxTokens: number;
  /** Worker threads, each with a copy of the model. */
  readonly threads: number;
}

/**
 * Opens a folder with `model.onnx` (output `embedding`) and `tokenizer.json`, as `hone-trainer export` writes it.
 * An embedding depends on its text alone. @throws HoneError HONE_INVALID_INPUT when it is no encoder.
 */
export async function loadEncoder(directory: string, { maxTokens, threads }: LoadEncoderOptions): Promise<Encoder> {
  const pool = await openThreads('encoder', { directory, maxTokens }, threads);
  return {
    embed: async (texts, onProgress) => {
      const vectors: Float32Array[] = [];
      const take = (from: number, answer: Float32Array, count: number): void => {
        const length = answer.length / count;
        for (let index = 0; index < count; index++) vectors[from + index] = answer.slice(index * length, (index + 1) * length);
      };
      await pool.each('embed', texts, take, onProgress);
      return vectors;
    },
    close: () => pool.close(),
  };
}
