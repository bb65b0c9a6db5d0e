/**
 * Words by which over-defensive guards tell attacks: honest prompts use them too (use versus mention). Source: the trigger words
 * that InjecGuard (Li and Liu, 2024) found guards to lean on, and those of this project's data.
 */
export const TRIGGER_WORDS = [
  'act as', 'bypass', 'disregard', 'execute', 'exploit', 'forget', 'hack', 'ignore', 'inject', 'injection', 'instructions', 'jailbreak',
  'kill', 'override', 'password', 'pretend', 'prompt', 'reveal', 'role', 'roleplay', 'rules', 'secret', 'system prompt', 'unrestricted',
] as const;

/** Matches a trigger word as a whole word, case ignored; a regular expression of RE2 (DuckDB). */
export const TRIGGER_PATTERN = `(?i)\\b(${TRIGGER_WORDS.join('|')})\\b`;

/** How many different trigger words a text has; of overlapping ones the first counts: `system prompt` is one, not `prompt` too. */
export function countTriggerWords(text: string): number {
  return new Set([...text.matchAll(WHOLE_WORD)].map(([word]) => word.toLowerCase())).size;
}

/** As above, as JavaScript writes it. */
const WHOLE_WORD = new RegExp(`\\b(?:${TRIGGER_WORDS.join('|')})\\b`, 'gi');

