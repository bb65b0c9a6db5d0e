import { join } from 'node:path';
import { openSession } from './session.ts';
import type { WorkerSettings } from './worker-protocol.ts';

/** Sentence embedding of a tokenised text, of length 1. */
export type Encode = (ids: readonly number[]) => Promise<Float32Array>;

/**
 * Loads a sentence encoder. It blocks the thread: worker threads only.
 *
 * In fp32, for int8 moves a MiniLM embedding by a cosine of about 0.01; and one by one, as a batch changes the last bits.
 * @throws HoneError HONE_INVALID_INPUT when the file is no encoder that can be loaded.
 */
export async function openEncoder({ directory, maxTokens, threads }: WorkerSettings): Promise<Encode> {
  const infer = await openSession(join(directory, 'model.onnx'), { output: 'embedding', maxTokens, threads });
  return (ids) => infer([ids]);
}
