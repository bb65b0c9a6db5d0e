import { llmPrice } from '../../domain/llm-price.ts';
import { addSpent, ceilingOf, completionCost, NOTHING_SPENT } from '../../domain/spent.ts';
import { keepCompletion } from '../engine/completions.ts';
import { withPulse } from '../engine/pulse.ts';
import { openSpending } from '../engine/spending.ts';
import type { Ports } from '../ports.ts';
import { submittedTo } from './batches.ts';
import type { Batch, BatchJob } from './batches.ts';
import { allRequests } from './batched-requests.ts';

export interface CollectBatchesInput extends BatchJob {
  readonly batches: readonly Batch[];
}

export interface CollectedBatches {
  /** Answers that came, refusals and cut ones among them. */
  readonly came: number;
  readonly missing: number;
}

/**
 * Keeps the answers of ended batches, told apart by custom id, and settles what they cost: what did not come was not billed. May be
 * called again: an answer is kept once and a batch is settled once.
 */
export const collectBatches =
  (ports: Ports, spending = openSpending(ports.store)) =>
  ({ lease, sources, range, settings, batches: asked }: CollectBatchesInput): Promise<CollectedBatches> =>
    withPulse(ports, lease, async ({ signal, progress }) => {
      const { batches, identity } = submittedTo(ports, settings);
      const requests = await allRequests(ports, sources, range, settings, identity);
      const total = asked.reduce((sum, batch) => sum + batch.requests, 0);
      const came = new Set<string>();
      for (const { id, name } of asked) {
        let cost = NOTHING_SPENT;
        const { state } = await batches.status(id, signal);
        // Its reservation stays while it may still cost something.
        if (state === 'in-progress') continue;
        if (state === 'ended') {
          for await (const { customId, completion } of batches.results(id, signal)) {
            const request = requests.get(customId);
            // Not one of ours, or said twice.
            if (!request || came.has(customId)) continue;
            came.add(customId);
            const price = llmPrice(settings.llm);
            const each = completionCost(completion, ceilingOf(request, price, 'batch'), price, 'batch');
            await keepCompletion(ports.store, customId, completion, each);
            cost = addSpent(cost, each);
            progress({ phase: 'collect', done: came.size, total });
          }
        }
        await spending.settle(lease.owner, name, cost);
      }
      return { came: came.size, missing: total - came.size };
    });
