import { join } from 'node:path';
import { HoneError } from '../../domain/errors.ts';
import { atTemperature } from '../../domain/statistics/temperature.ts';
import { openSession } from './session.ts';
import type { WorkerSettings } from './worker-protocol.ts';

export interface Classifier {
  /** P(malicious) of a tokenised text, at the package's temperature. */
  readonly classify: (ids: readonly number[]) => Promise<number>;
  /** The same of several in one padded batch. */
  readonly classifyTogether: (texts: readonly (readonly number[])[]) => Promise<number[]>;
}

/**
 * Loads a package's model. It blocks the thread: worker threads only.
 *
 * `classify` takes texts one by one. Dynamic int8 quantisation takes one activation range for a whole batch, so beside
 * other texts a score would be another one; alone it depends on nothing but the text, wherever shards are cut, and is the
 * score the same text gets in production. Measured cost: a quarter of the throughput of sorted batches.
 * @throws HoneError HONE_INVALID_INPUT when the file is no classifier that can be loaded.
 */
export async function openClassifier({ directory, maxTokens, threads, temperature }: WorkerSettings): Promise<Classifier> {
  const path = join(directory, 'model.onnx');
  const infer = await openSession(path, { output: 'logits', maxTokens, threads });
  const scoreOf = (logits: Float32Array): number => {
    const share = maliciousShare(path, logits);
    // The softmax first, so that whoever has kept it gets the same bits from \`atTemperature\`: \`convert\` places the threshold by them.
    return temperature === undefined ? share : atTemperature(share, temperature);
  };
  return {
    classify: async (ids) => scoreOf(await infer([ids])),
    classifyTogether: async (texts) => {
      const logits = await infer(texts);
      const width = logits.length / texts.length;
      return texts.map((_, row) => scoreOf(logits.subarray(row * width, (row + 1) * width)));
    },
  };
}

/** Softmax of [benign, malicious] in double precision. */
function maliciousShare(path: string, logits: Float32Array): number {
  const [benign, malicious] = logits.length === 2 ? logits : [];
  const score = 1 / (1 + Math.exp(Number(benign) - Number(malicious)));
  if (Number.isFinite(score)) return score;
  throw new HoneError('HONE_INVALID_INPUT', `${path}: the model answered ${String(logits).slice(0, 100)}, not two finite logits.`);
}
