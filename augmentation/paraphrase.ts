import PQueue from 'p-queue';
import type { Completion, LanguageModel } from '../domain/ports/language-model.ts';
import type { ProviderAnswer, ProviderMethod, Variation } from './method.ts';
import { readParaphrases } from './paraphrase-answer.ts';
import { paraphraseRequests } from './paraphrase-request.ts';
import type { ParaphraseSettings } from './paraphrase-request.ts';

/**
 * Paraphrases by a language model, a few of one source in each call and several calls under way at once. A call that fails for good
 * stops those behind it; those under way are waited for, since they are paid for.
 */
export function paraphrase(settings: ParaphraseSettings): ProviderMethod<LanguageModel> {
  return async (asked, model, { seed, signal, onProgress }) => {
    const requests = paraphraseRequests(asked, { seed, ...settings });
    const left = countBySource(requests.map(({ source }) => source.id));
    let done = asked.filter(({ source }) => !left.has(source.id)).length;
    const completions = await inParallel(requests.map(({ request, source: { id } }) => async () => {
      const completion = await model.complete(request, signal);
      const remaining = left.get(id)! - 1;
      left.set(id, remaining);
      if (remaining === 0) onProgress(++done);
      return completion;
    }));
    const answers = new Map<string, { known: Set<string>; variations: Variation[]; failed: Record<string, number> }>();
    requests.forEach((request, index) => {
      const { id } = request.source;
      const answer = answers.get(id) ?? { known: new Set(), variations: [], failed: {} };
      answers.set(id, answer);
      const { variations, failed } = readParaphrases(request, completions[index]!, answer.known);
      answer.variations.push(...variations);
      for (const [reason, count] of Object.entries(failed)) answer.failed[reason] = (answer.failed[reason] ?? 0) + count;
    });
    return asked.map(({ source }) => answerOf(answers.get(source.id)));
  };
}

/** Enough to keep a provider busy; its own limits hold further ones back. */
const CALLS_UNDER_WAY = 8;

async function inParallel(calls: readonly (() => Promise<Completion>)[]): Promise<Completion[]> {
  const queue = new PQueue({ concurrency: CALLS_UNDER_WAY });
  const results: Completion[] = [];
  const failures: unknown[] = [];
  calls.forEach((call, index) => {
    void queue.add(async () => {
      try {
        results[index] = await call();
      } catch (error) {
        failures.push(error);
        queue.clear();
      }
    });
  });
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
  return results;
}

function answerOf(answer: ProviderAnswer | undefined): ProviderAnswer {
  return { variations: answer?.variations ?? [], failed: answer?.failed ?? {} };
}

function countBySource(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
