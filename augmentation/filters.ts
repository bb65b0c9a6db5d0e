import { jaccardOfKeys, ShingleReader } from '../domain/near-duplicates/shingles.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import type { FilterSettings, Method } from '../domain/profile.ts';
import type { Variation } from './method.ts';
import { protectedSpansOf } from './protected-spans.ts';

/** Why a variation was not kept. */
export type DropReason = 'identical' | 'duplicate' | 'near-source' | 'length-ratio' | 'negation-changed' | 'protected-span-changed' | 'in-evaluation-set';

export interface FilterOptions {
  /** Which rules hold. */
  readonly method?: Method;
  /** Compared texts kept before, as by another method; those of this call are added. */
  readonly known?: Set<string>;
}

export interface Filtered<V extends Variation = Variation> {
  readonly kept: V[];
  readonly dropped: { readonly variation: V; readonly reason: DropReason }[];
}

/**
 * Keeps the variations that add something and mean the same. Compared on normalised text (case and blanks folded).
 *
 * - `identical`, `duplicate`: the source itself, or a variation before it;
 * - `near-source`: Jaccard similarity of the character 5-shingles to the source above `maxSourceJaccard`. One changed
 *   word breaks about nine shingles, so a short prompt passes with it and a page of text does not;
 * - `length-ratio`: characters relative to the source outside [min, max];
 * - `negation-changed`: another number of negations; `protected-span-changed`: code, a quotation, URL, number or
 *   placeholder lost, or a number added;
 * - `in-evaluation-set`: `seen` says the text is near one that is evaluated on.
 *
 * Perturbed attacks are judged as written, for their disguise lies in what normalising folds: only the first two and
 * the last rule hold for them.
 */
export function filterVariations<V extends Variation>(
  source: string,
  variations: readonly V[],
  settings: FilterSettings,
  seen: (text: string) => boolean,
  { method = 'restructuring', known = new Set() }: FilterOptions = {},
): Filtered<V> {
  const rules = method === 'perturbation' ? [] : rulesFor(source, settings);
  const asCompared = method === 'perturbation' ? (text: string) => text : normaliseForMatching;
  const filtered: Filtered<V> = { kept: [], dropped: [] };
  for (const variation of variations) {
    const compared = asCompared(variation.text);
    const reason =
      (compared === asCompared(source) && 'identical') ||
      (known.has(compared) && 'duplicate') ||
      rules.find(({ breaks }) => breaks(variation.text, compared))?.reason ||
      (seen(variation.text) && 'in-evaluation-set');
    known.add(compared);
    if (reason) filtered.dropped.push({ variation, reason });
    else filtered.kept.push(variation);
  }
  return filtered;
}

interface FilterRule {
  readonly reason: DropReason;
  /** `compared` is the normalised text. */
  readonly breaks: (text: string, compared: string) => boolean;
}

/** The rules with what they need of the source worked out once. */
function rulesFor(source: string, { maxSourceJaccard, minLengthRatio, maxLengthRatio }: FilterSettings): readonly FilterRule[] {
  const reader = new ShingleReader();
  const shingles = reader.keys(normaliseForMatching(source));
  const protectedSpans = protectedSpansOf(source);
  const negated = negations(source);
  return [
    { reason: 'length-ratio', breaks: (text) => text.length < minLengthRatio * source.length || text.length > maxLengthRatio * source.length },
    { reason: 'negation-changed', breaks: (text) => negations(text) !== negated },
    { reason: 'protected-span-changed', breaks: (text) => !protectedSpans.areIn(text) },
    { reason: 'near-source', breaks: (_, compared) => jaccardOfKeys(shingles, reader.keys(compared)) > maxSourceJaccard },
  ];
}

const NEGATION = /\b(?:not|never|no|none|nor|neither|nothing|nobody|without|cannot|(?:do|does|did|is|are|was|were|ca|wo|would|could|should|has|have|had)n[t'’]t?)(?!\w)/gi;

/** Negating words of an English text. */
export function negations(text: string): number {
  return text.match(NEGATION)?.length ?? 0;
}
