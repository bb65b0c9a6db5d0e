import { InferenceSession, Tensor } from 'onnxruntime-node';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { loadFault } from './load-fault.ts';

/** The numbers a model answers to the token ids of texts, end to end; shorter texts are padded and masked. */
export type Infer = (texts: readonly (readonly number[])[]) => Promise<Float32Array>;

/**
 * Loads an ONNX model with the output `output`. Its `run()` blocks the thread: worker threads only.
 * @throws HoneError HONE_INVALID_INPUT when onnxruntime cannot load the file or its inputs are not the expected ones.
 */
export async function openSession(path: string, { output, maxTokens, threads }: { readonly output: string; readonly maxTokens: number; readonly threads: number }): Promise<Infer> {
  const session = await createSession(path, threads);
  const { inputNames, outputNames } = session;
  if ([...inputNames].sort().join() !== 'attention_mask,input_ids' || outputNames.join() !== output) {
    throw invalidInput(path, `${inputNames.join()} → ${outputNames.join()}`, `It must have the inputs input_ids and attention_mask and the output ${output}.`);
  }
  const ones = new BigInt64Array(maxTokens).fill(1n);
  return async (texts) => {
    const length = texts.reduce((longest, ids) => Math.max(longest, ids.length), 0);
    const [ids, mask] = [new BigInt64Array(texts.length * length), new BigInt64Array(texts.length * length)];
    texts.forEach((text, row) => {
      text.forEach((id, place) => (ids[row * length + place] = BigInt(id)));
      mask.set(ones.subarray(0, text.length), row * length);
    });
    const shape = [texts.length, length];
    const { [output]: answer } = await session.run({ input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) });
    if (answer?.data instanceof Float32Array && answer.data.every(Number.isFinite)) return answer.data;
    throw new HoneError('HONE_INVALID_INPUT', `${path}: the model answered ${String(answer?.data).slice(0, 100)}, not finite numbers.`);
  };
}

/** @throws HoneError HONE_INVALID_INPUT naming both versions when the file is of a newer format than the library reads. */
export async function createSession(path: string, threads: number): Promise<InferenceSession> {
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const;
  try {
    return await InferenceSession.create(path, options);
  } catch (error) {
    throw loadFault(path, error);
  }
}
