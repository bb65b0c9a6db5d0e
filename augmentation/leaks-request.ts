import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';

/** Whether a text holds the data tag of its request, or words of the instructions that the source does not have. */
export function leaksRequest(text: string, source: string, { tag, instructions }: { readonly tag: string; readonly instructions: string }): boolean {
  if (text.includes(tag) && !source.includes(tag)) return true;
  const own = new Set(phrases(source));
  const ours = new Set(phrases(instructions));
  return phrases(text).some((phrase) => ours.has(phrase) && !own.has(phrase));
}

/** Words in a row that no paraphrase has in common with the instructions by chance. */
const WORDS = 6;

function phrases(text: string): string[] {
  const words = normaliseForMatching(text).match(/[\p{L}\p{N}_']+/gu) ?? [];
  return Array.from({ length: Math.max(0, words.length - WORDS + 1) }, (_, index) => words.slice(index, index + WORDS).join(' '));
}
