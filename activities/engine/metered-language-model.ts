import { randomUUID } from 'node:crypto';
import type { CompletionRequest, LanguageModel } from '../../domain/ports/language-model.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import { ProviderFailure } from '../../domain/provider-failure.ts';
import type { LlmPrice } from '../../domain/profile.ts';
import type { Spent } from '../../domain/providers.ts';
import { addSpent, ceilingOf, completionCost, NOTHING_SPENT, times } from '../../domain/spent.ts';
import { completionKey, keepCompletion, readCompletion } from './completions.ts';
import type { StoredCompletion } from './completions.ts';
import type { Budget, Spending } from './spending.ts';

/** A language model that keeps its answers and counts its money. */
export interface MeteredLanguageModel extends LanguageModel {
  /** What the answers given so far cost when they were made, by this run or another. */
  spent(): Spent;
}

export interface Meter {
  readonly store: ObjectStore;
  readonly spending: Spending;
  /** Whose budget it is: a workflow id. */
  readonly run: string;
  readonly budget: Budget;
  readonly price: LlmPrice | undefined;
}

/**
 * Asks the model only what was never asked before, and only while the budget has room for the call's ceiling. What it answered is
 * stored before its cost is settled, so that no crash loses an answer that was paid for and settled.
 * @throws HoneError HONE_BUDGET_USED_UP, and what the model throws
 */
export function meteredLanguageModel(model: LanguageModel, meter: Meter): MeteredLanguageModel {
  let spent = NOTHING_SPENT;
  const counted = new Set<string>();
  return {
    identity: model.identity,
    ...(model.batches && { batches: model.batches }),
    complete: async (request, signal) => {
      const key = completionKey(model.identity, request);
      const { completion, cost } = (await readCompletion(meter.store, key)) ?? (await ask(model, request, signal, key, meter));
      if (!counted.has(key)) spent = addSpent(spent, cost);
      counted.add(key);
      return completion;
    },
    spent: () => spent,
  };
}

async function ask(model: LanguageModel, request: CompletionRequest, signal: AbortSignal, key: string, { store, spending, run, budget, price }: Meter): Promise<StoredCompletion> {
  signal.throwIfAborted();
  const ceiling = ceilingOf(request, price, 'direct');
  // Its own for every try: a try before it that died may have been billed, and goes on counting.
  const name = `${key}-${randomUUID()}`;
  await spending.reserve(run, name, ceiling, budget);
  // Until an answer says what it cost, the worst is assumed.
  let cost = ceiling;
  try {
    const completion = await model.complete(request, signal);
    cost = completionCost(completion, ceiling, price, 'direct');
    return await keepCompletion(store, key, completion, cost);
  } catch (error) {
    if (error instanceof ProviderFailure) cost = times(ceiling, error.lost);
    throw error;
  } finally {
    await spending.settle(run, name, cost);
  }
}
