import { beforeEach, describe, expect, test } from '@jest/globals';
import { meteredLanguageModel } from '../../../../activities/engine/metered-language-model.ts';
import type { Meter, MeteredLanguageModel } from '../../../../activities/engine/metered-language-model.ts';
import { openSpending, readSpending } from '../../../../activities/engine/spending.ts';
import type { SpendingRecord } from '../../../../activities/engine/spending.ts';
import { HoneError } from '../../../../domain/errors.ts';
import type { CompletionRequest } from '../../../../domain/ports/language-model.ts';
import { ProviderFailure } from '../../../../domain/provider-failure.ts';
import { addSpent, ceilingOf, times } from '../../../../domain/spent.ts';
import { FakeLanguageModel } from '../../../fakes/fake-language-model.ts';
import type { Behaviour } from '../../../fakes/fake-language-model.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

const PRICE = { model: 'm', currency: 'USD', input: 1_000, output: 2_000 };
const USAGE = { inputTokens: 10, outputTokens: 20 };
const COST = { calls: 1, ...USAGE, money: 0.05 };
const NEVER = new AbortController().signal;
const request = (input: string): CompletionRequest => ({ instructions: 'Rephrase.', input, answer: { name: 'a', schema: {} }, maxOutputTokens: 50, temperature: 1 });
const CEILING = ceilingOf(request('x'), PRICE, 'direct');

/** A store that can refuse new objects while it still changes those it has. */
class FlakyStore extends MemoryStore {
  away = false;
  override create(key: string, bytes: Uint8Array): Promise<boolean> {
    return this.away ? Promise.reject(new HoneError('HONE_STORE_UNAVAILABLE', 'away')) : super.create(key, bytes);
  }
}

let store: FlakyStore;
beforeEach(() => void (store = new FlakyStore()));

const meter = (changes: Partial<Meter> = {}): Meter => ({ store, spending: openSpending(store), run: 'run', budget: { tokens: 10_000, money: 100 }, price: PRICE, ...changes });
const metered = (model: FakeLanguageModel, changes: Partial<Meter> = {}): MeteredLanguageModel => meteredLanguageModel(model, meter(changes));
const ledger = (): Promise<SpendingRecord> => readSpending(store, 'run');
const answering: Behaviour = ({ input }, call) => ({ outcome: 'answer', answer: `${input} ${call}`, usage: USAGE });
const failing = (error: Error): Behaviour => () => Promise.reject(error);

describe('meteredLanguageModel', () => {
  test('asks once, and gives the same answer to whoever asks again, who pays nothing', async () => {
    const model = new FakeLanguageModel(answering);
    const first = metered(model);
    const answer = await first.complete(request('x'), NEVER);
    const second = metered(model, { run: 'another run', budget: { tokens: 0, money: 0 } });
    expect(await second.complete(request('x'), NEVER)).toEqual(answer);
    expect(model.requests).toHaveLength(1);
    expect(await ledger()).toEqual({ spent: COST, reserved: {} });
    expect(await readSpending(store, 'another run')).toMatchObject({ spent: { calls: 0 } });
    // The accounts of both count what it cost when it was made.
    expect([first.spent(), second.spent()]).toEqual([COST, COST]);
  });

  test('counts a call once in its accounts', async () => {
    const model = metered(new FakeLanguageModel(answering));
    await model.complete(request('x'), NEVER);
    await model.complete(request('x'), NEVER);
    await model.complete(request('y'), NEVER);
    expect(model.spent()).toEqual({ calls: 2, inputTokens: 20, outputTokens: 40, money: 0.1 });
  });

  test('a refusal is kept with its usage, as is one without usage at the ceiling', async () => {
    const model = new FakeLanguageModel(({ input }) => ({ outcome: 'refusal', usage: input === 'x' ? USAGE : null }));
    const counting = metered(model);
    for (const input of ['x', 'y', 'x', 'y']) expect(await counting.complete(request(input), NEVER)).toMatchObject({ outcome: 'refusal' });
    expect(model.requests).toHaveLength(2);
    const both = { calls: 2, inputTokens: 10 + CEILING.inputTokens, outputTokens: 20 + CEILING.outputTokens, money: 0.05 + CEILING.money };
    expect(counting.spent()).toEqual(both);
    expect((await ledger()).spent).toEqual(both);
  });

  test('a failed call counts at its ceiling for every attempt that may be billed, and not at all where there was none', async () => {
    const failures: [Error, number][] = [
      [new ProviderFailure('HONE_PROVIDER_UNAVAILABLE', 'timed out', 3), 3],
      [new ProviderFailure('HONE_PROVIDER_UNAVAILABLE', 'rate limited', 0), 0],
      [new ProviderFailure('HONE_PROVIDER_REFUSED', 'no credit', 0), 0],
      [new Error('aborted: nobody knows'), 1],
    ];
    for (const [failure, billed] of failures) {
      store = new FlakyStore();
      await expect(metered(new FakeLanguageModel(failing(failure))).complete(request('x'), NEVER)).rejects.toBe(failure);
      expect(await ledger()).toEqual({ spent: times(CEILING, billed), reserved: {} });
    }
  });

  test('attempts that were lost before the answer count at the ceiling, in ledger and accounts', async () => {
    const counting = metered(new FakeLanguageModel(({ input }) => ({ outcome: 'answer', answer: input, usage: USAGE, lost: 2 })));
    await counting.complete(request('x'), NEVER);
    expect(counting.spent()).toEqual(addSpent(COST, times(CEILING, 2)));
    expect((await ledger()).spent).toEqual(counting.spent());
  });

  test('does not start a call that could exceed the budget; a higher one lets it go on, and nothing is asked twice', async () => {
    const model = new FakeLanguageModel(answering);
    const room = { tokens: CEILING.inputTokens + CEILING.outputTokens, money: 100 };
    await metered(model, { budget: room }).complete(request('x'), NEVER);
    await expect(metered(model, { budget: room }).complete(request('y'), NEVER)).rejects.toMatchObject({ code: 'HONE_BUDGET_USED_UP' });
    expect(model.requests).toHaveLength(1);
    const raised = metered(model, { budget: { tokens: 2 * room.tokens, money: 100 } });
    for (const input of ['x', 'y']) await raised.complete(request(input), NEVER);
    expect(model.requests.map(({ input }) => input)).toEqual(['x', 'y']);
    expect((await ledger()).spent).toEqual({ calls: 2, inputTokens: 20, outputTokens: 40, money: 0.1 });
  });

  test('a store that loses the answer still knows what it cost', async () => {
    const model = new FakeLanguageModel((asked, call) => {
      if (call === 0) store.away = true;
      return answering(asked, call);
    });
    const counting = metered(model);
    await openSpending(store).reserve('run', 'earlier', CEILING, meter().budget);
    await expect(counting.complete(request('x'), NEVER)).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
    expect(await ledger()).toEqual({ spent: COST, reserved: { earlier: CEILING } });
    store.away = false;
    await counting.complete(request('x'), NEVER);
    expect((await ledger()).spent.calls).toBe(2);
  });

  test('reserves before it asks, and asks nothing once it is cancelled', async () => {
    let held = 0;
    const model = new FakeLanguageModel(async (asked, call) => {
      held = Object.keys((await ledger()).reserved).length;
      return answering(asked, call);
    });
    await metered(model).complete(request('x'), NEVER);
    expect(held).toBe(1);
    await expect(metered(model).complete(request('y'), AbortSignal.abort())).rejects.toThrow();
    expect(model.requests).toHaveLength(1);
    expect(await ledger()).toEqual({ spent: COST, reserved: {} });
  });
});
