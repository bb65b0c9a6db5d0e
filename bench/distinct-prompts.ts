import { byHash } from '../domain/by-hash.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import { sampleRows } from './sample-rows.ts';

/** Prompts of the sample's traffic, chosen by hash; distinct as the tokenizer sees them, for the guard answers repeats from memory. */
export function distinctPrompts(needed: number, salt: string): string[] {
  const distinct = new Map(sampleRows('traffic').map((row) => [normaliseForMatching(row.text), row]));
  const chosen = byHash([...distinct.values()], salt, 7).slice(0, needed);
  if (chosen.length < needed) throw new Error(`There are ${chosen.length} distinct prompts, not ${needed}.`);
  return chosen.map((row) => row.text);
}
