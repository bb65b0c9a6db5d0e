import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { HoneError, invalidInput } from '../../domain/errors.ts';
import { reasonOf } from '../file-fault.ts';
import type { Tokenize } from './tokenizer.ts';
import { buildTokenizer } from './tokenizer.ts';
import type { WorkerSettings } from './worker-protocol.ts';

/** P(malicious) of a tokenised text. */
export type Classify = (ids: readonly number[]) => Promise<number>;

/**
 * Loads a package's model. Its `run()` blocks the thread: worker threads only.
 *
 * Texts go through the model one by one. Dynamic int8 quantisation takes one activation range for a whole batch, so beside
 * other texts a score would be another one; alone it depends on nothing but the text, wherever shards are cut, and is the
 * score the same text gets in production. Measured cost: a quarter of the throughput of sorted batches.
 * @throws HoneError HONE_INVALID_INPUT when onnxruntime cannot load the file or its inputs are not the expected ones.
 */
export async function openClassifier({ directory, maxTokens, threads }: WorkerSettings): Promise<Classify> {
  const path = join(directory, 'model.onnx');
  const session = await createSession(path, threads);
  const { inputNames, outputNames } = session;
  if ([...inputNames].sort().join() !== 'attention_mask,input_ids' || outputNames.join() !== 'logits') {
    throw invalidInput(path, `${inputNames.join()} → ${outputNames.join()}`, 'A classifier has the inputs input_ids and attention_mask and the output logits.');
  }
  const ones = new BigInt64Array(maxTokens).fill(1n);
  return async (ids) => {
    const shape = [1, ids.length];
    const { logits } = await session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', ones.slice(0, ids.length), shape),
    });
    return maliciousShare(path, logits?.data);
  };
}

/** Loads a package's tokenizer. @throws HoneError HONE_INVALID_INPUT naming the file. */
export async function openTokenizer({ directory, maxTokens }: WorkerSettings): Promise<Tokenize> {
  const path = join(directory, 'tokenizer.json');
  try {
    return buildTokenizer(JSON.parse(await readFile(path, 'utf8')), maxTokens);
  } catch (error) {
    throw new HoneError('HONE_INVALID_INPUT', `${path}: not a tokenizer that can be loaded (${firstLine(error)}).`, { cause: error });
  }
}

async function createSession(path: string, threads: number): Promise<InferenceSession> {
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const;
  try {
    return await InferenceSession.create(path, options);
  } catch (error) {
    throw new HoneError('HONE_INVALID_INPUT', `${path}: onnxruntime cannot load the model (${firstLine(error)}).`, { cause: error });
  }
}

/** Softmax of [benign, malicious] in double precision. */
function maliciousShare(path: string, logits: unknown): number {
  const [benign, malicious] = logits instanceof Float32Array && logits.length === 2 ? logits : [];
  const score = 1 / (1 + Math.exp(Number(benign) - Number(malicious)));
  if (Number.isFinite(score)) return score;
  throw new HoneError('HONE_INVALID_INPUT', `${path}: the model answered ${String(logits).slice(0, 100)}, not two finite logits.`);
}

function firstLine(error: unknown): string {
  return reasonOf(error).split('\n')[0]!.slice(0, 300);
}
