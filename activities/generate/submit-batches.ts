import type { CompletionRequest } from '../../domain/ports/language-model.ts';
import { llmPrice } from '../../domain/llm-price.ts';
import { addSpent, ceilingOf, NOTHING_SPENT } from '../../domain/spent.ts';
import { sha256Of } from '../engine/artifacts.ts';
import { withPulse } from '../engine/pulse.ts';
import { openSpending } from '../engine/spending.ts';
import type { Ports } from '../ports.ts';
import { allRequests, withoutAnswer } from './batched-requests.ts';
import { batchesOf } from './batches.ts';
import type { Batch, BatchJob } from './batches.ts';

export interface SubmittedBatches {
  readonly batches: readonly Batch[];
  /** Calls of the range, and those of them that had no answer. */
  readonly asked: number;
  readonly missing: number;
  /** Why nothing can be submitted: the calls are made one by one. */
  readonly reason?: string;
}

/**
 * Starts batches for the calls of a range that have no answer yet, each after its ceiling is reserved at batch prices. A batch has
 * the name of what is in it: a try after one that died finds what that one had started, and neither starts nor reserves it again.
 */
export const submitBatches =
  (ports: Ports, spending = openSpending(ports.store)) =>
  ({ lease, sources, range, settings, round }: BatchJob): Promise<SubmittedBatches> =>
    withPulse(ports, lease, async ({ signal, progress }) => {
      const found = batchesOf(ports, settings);
      if ('reason' in found) return { batches: [], asked: 0, missing: 0, reason: found.reason };
      const all = await allRequests(ports, sources, range, settings, found.identity);
      const missing = await withoutAnswer(ports, all);
      const submitted: Batch[] = [];
      for (const requests of pieces(missing, found.batches.maxRequests)) {
        const name = `hone-${sha256Of([lease.owner, round, ...requests.map(([key]) => key)].join('\n'))}`;
        const ceiling = requests.reduce((sum, [, request]) => addSpent(sum, ceilingOf(request, llmPrice(settings.llm), 'batch')), NOTHING_SPENT);
        await spending.reserve(lease.owner, name, ceiling, settings.augmentation.languageModel.budget);
        const start = (): Promise<string> => found.batches.submit(name, requests.map(([customId, request]) => ({ customId, request })), signal);
        submitted.push({ id: (await found.batches.find(name, signal)) ?? (await start()), name, requests: requests.length });
        progress({ phase: 'submit', done: submitted.reduce((sum, batch) => sum + batch.requests, 0), total: missing.length });
      }
      return { batches: submitted, asked: all.size, missing: missing.length };
    });

function pieces(requests: readonly [string, CompletionRequest][], size: number): [string, CompletionRequest][][] {
  return Array.from({ length: Math.ceil(requests.length / size) }, (_, index) => requests.slice(index * size, (index + 1) * size));
}
