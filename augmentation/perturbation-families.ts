import { PERTURBATIONS } from './perturbations.ts';
import type { Perturbation } from './perturbations.ts';
import { paddingPast } from './perturbations/padding.ts';

/** Kinds of disguise that do the same to a reader and to a tokenizer. */
export interface PerturbationFamily {
  readonly name: string;
  readonly kinds: readonly Perturbation[];
}

/** What the kinds of a family have in common. Every kind of `PERTURBATIONS` is in one; the names are part of reports and gates. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  homoglyph: ['homoglyph'],
  'letter-forms': ['accents', 'fullwidth'],
  'zero-width': ['zero-width', 'bidi'],
  spacing: ['spacing', 'punctuation'],
  leet: ['leet'],
  typos: ['typos'],
  case: ['case'],
  encoding: ['base64', 'hex', 'rot13', 'url-encoding'],
  splitting: ['payload-splitting'],
  wrapping: ['hidden-markup', 'code-embedding'],
  'out-of-sight': ['tag-characters', 'padding'],
};

/** The families, for a model that reads `maxTokens` of a text: padding moves the attack past them. */
export function perturbationFamilies(maxTokens: number): PerturbationFamily[] {
  const kinds = new Map([...PERTURBATIONS, paddingPast(maxTokens)].map((kind) => [kind.id, kind]));
  return Object.entries(KINDS).map(([name, ids]) => ({ name, kinds: ids.map((id) => kinds.get(id)!) }));
}
