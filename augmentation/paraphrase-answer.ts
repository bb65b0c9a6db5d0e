import type { Completion } from '../domain/ports/language-model.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import { hasAnswered } from './has-answered.ts';
import { leaksRequest } from './leaks-request.ts';
import type { ProviderAnswer, Variation } from './method.ts';
import type { ParaphraseRequest } from './paraphrase-request.ts';
import { isRefusal } from './refusals.ts';

/** Why an asked-for paraphrase did not come, beside the failures that the provider itself reports. */
export type ParaphraseFailure = 'wrong-schema' | 'missing' | 'answered' | 'refusal' | 'leaked' | 'identical' | 'duplicate';

/**
 * What is good of an answer. Nothing of it is trusted: every asked-for variation becomes one variation or one failure. `known` has
 * the source's texts so far, as compared; those of this answer are added.
 */
export function readParaphrases(asked: ParaphraseRequest, completion: Completion, known: Set<string>): ProviderAnswer {
  const wanted = asked.styles.length;
  if (completion.outcome !== 'answer') return { variations: [], failed: { [completion.outcome]: wanted } };
  const items = itemsOf(completion.answer);
  if (!items) return { variations: [], failed: { 'wrong-schema': wanted } };
  const variations: Variation[] = [];
  const failed: Record<string, number> = {};
  asked.styles.forEach((style, index) => {
    const item = items[index];
    const reason = failureOf(item, asked, known);
    if (reason) failed[reason] = (failed[reason] ?? 0) + 1;
    else if (item) variations.push({ text: item.text.trim(), detail: asked.styles.some(({ id }) => id === item.style) ? item.style : style.id });
  });
  return { variations, failed };
}

interface Item {
  readonly style: string;
  readonly text: string;
}

/** The items in the answer's order, null where one has another shape; undefined when the answer itself has. */
function itemsOf(answer: unknown): (Item | null)[] | undefined {
  if (typeof answer !== 'object' || answer === null || !('variations' in answer) || !Array.isArray(answer.variations)) return undefined;
  return answer.variations.map((item: unknown) => (isItem(item) ? item : null));
}

function isItem(item: unknown): item is Item {
  return typeof item === 'object' && item !== null && 'style' in item && typeof item.style === 'string' && 'text' in item && typeof item.text === 'string';
}

function failureOf(item: Item | null | undefined, asked: ParaphraseRequest, known: Set<string>): ParaphraseFailure | undefined {
  if (item === null) return 'wrong-schema';
  if (item === undefined || item.text.trim() === '') return 'missing';
  const { text } = item;
  const source = asked.source.text;
  const compared = normaliseForMatching(text);
  if (compared === normaliseForMatching(source)) return 'identical';
  if (known.has(compared)) return 'duplicate';
  known.add(compared);
  if (isRefusal(text) && !isRefusal(source)) return 'refusal';
  if (leaksRequest(text, source, { tag: asked.tag, instructions: asked.request.instructions })) return 'leaked';
  return hasAnswered(source, text) ? 'answered' : undefined;
}
