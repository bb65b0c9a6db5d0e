import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import type { CostOptions, PackageCosts, Throughput } from '../../domain/ports/guard.ts';
import { runtimeName } from './load-fault.ts';
import { readPackage } from './read-package.ts';
import { createSession } from './session.ts';
import { openTokenizer } from './tokenizer.ts';
import type { Tokenize } from './tokenizer.ts';

/** Measures what a package costs in this process, which must have done nothing before. */
export async function packageCosts(directory: string, { texts, threads, batches }: CostOptions): Promise<PackageCosts> {
  const emptyBytes = process.memoryUsage.rss();
  const start = performance.now();
  const { description } = await readPackage(directory);
  const tokenize = await openTokenizer({ directory, maxTokens: description.maxTokens, threads });
  const session = await createSession(join(directory, 'model.onnx'), threads);
  await runBatch(session, texts.slice(0, 1).map(tokenize));
  const coldStartMs = performance.now() - start;
  const loadedBytes = process.memoryUsage.rss();
  const throughput: Throughput[] = [];
  for (const batch of batches) throughput.push({ batch, textsPerSecond: await textsPerSecond(session, tokenize, texts, batch) });
  return { runtime: runtimeName(), coldStartMs, emptyBytes, loadedBytes, peakBytes: process.resourceUsage().maxRSS * KIB, threads, throughput };
}

const KIB = 1024;

/** Texts that are scored together are of like length, as whoever batches would have it; the first batch only warms up. */
async function textsPerSecond(session: InferenceSession, tokenize: Tokenize, texts: readonly string[], batch: number): Promise<number> {
  await runBatch(session, texts.slice(0, batch).map(tokenize));
  const start = performance.now();
  const sorted = texts.map(tokenize).sort((a, b) => a.length - b.length);
  for (let from = 0; from < sorted.length; from += batch) await runBatch(session, sorted.slice(from, from + batch));
  return (1000 * texts.length) / (performance.now() - start);
}

async function runBatch(session: InferenceSession, batch: readonly (readonly number[])[]): Promise<void> {
  const longest = Math.max(...batch.map((ids) => ids.length));
  const shape = [batch.length, longest];
  const [ids, mask] = [new BigInt64Array(batch.length * longest), new BigInt64Array(batch.length * longest)];
  batch.forEach((row, index) => {
    ids.set(BigInt64Array.from(row, BigInt), index * longest);
    mask.fill(1n, index * longest, index * longest + row.length);
  });
  await session.run({ input_ids: new Tensor('int64', ids, shape), attention_mask: new Tensor('int64', mask, shape) });
}
