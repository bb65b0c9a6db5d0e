/** How texts are rewritten before their tokenizer sees them. It is carried by `tokenizer.json`, so that every reader applies the same. */
export type Normaliser = 'none' | 'unicode-1';

/**
 * What `unicode-1` removes, as a class for regular expressions of JavaScript and of `tokenizers`: characters that nobody sees. Soft
 * hyphen, joiners, zero-width spaces, direction marks and overrides, fillers, variation selectors, tag characters.
 */
export const INVISIBLE =
  '[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]';

/** `unicode-1` in the words of `tokenizer.json`. Removal comes first, so that NFKC joins what was held apart. */
export const UNICODE_1_STEPS = [{ type: 'Replace', pattern: { Regex: INVISIBLE }, content: '' }, { type: 'NFKC' }] as const;

export interface CarriedNormaliser {
  readonly normaliser: Normaliser;
  /** The tokenizer's own normaliser, which comes after it; null where it has none. */
  readonly own: unknown;
}

/** Which normaliser a parsed `tokenizer.json` carries in front of its own. */
export function carriedNormaliser(tokenizer: unknown): CarriedNormaliser {
  const whole = fieldOf(tokenizer, 'normalizer') ?? null;
  const steps = fieldOf(whole, 'type') === 'Sequence' ? fieldOf(whole, 'normalizers') : undefined;
  if (!Array.isArray(steps) || steps.length > 3 || !isUnicode1(steps[0], steps[1])) return { normaliser: 'none', own: whole };
  return { normaliser: 'unicode-1', own: (steps[2] ?? null) as unknown };
}

function isUnicode1(replace: unknown, form: unknown): boolean {
  const removes = fieldOf(replace, 'type') === 'Replace' && fieldOf(replace, 'content') === '' && fieldOf(fieldOf(replace, 'pattern'), 'Regex') === INVISIBLE;
  return removes && fieldOf(form, 'type') === 'NFKC';
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
