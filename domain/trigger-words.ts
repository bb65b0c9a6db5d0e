/**
 * Words by which over-defensive guards tell attacks: honest prompts use them too (use versus mention). Source: the trigger words
 * that InjecGuard (Li and Liu, 2024) found guards to lean on, and those of this project's data.
 */
export const TRIGGER_WORDS = [
  'act as', 'bypass', 'disregard', 'execute', 'exploit', 'forget', 'hack', 'ignore', 'inject', 'injection', 'instructions', 'jailbreak',
  'kill', 'override', 'password', 'pretend', 'prompt', 'reveal', 'role', 'roleplay', 'rules', 'secret', 'system prompt', 'unrestricted',
] as const;

/** Matches a trigger word as a whole word, case ignored; a regular expression that RE2 (DuckDB) and JavaScript read alike. */
export const TRIGGER_PATTERN = `(?i)\\b(${TRIGGER_WORDS.join('|')})\\b`;
