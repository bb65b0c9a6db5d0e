import { invalidInput } from '../domain/errors.ts';
import { jaccardOfKeys, ShingleReader } from '../domain/near-duplicates/shingles.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import type { FilterSettings, Method } from '../domain/profile.ts';
import { isProvided } from '../domain/providers.ts';
import { isEnglish } from './english.ts';
import type { LanguageOf } from './language-of.ts';
import type { Variation } from './method.ts';
import { namesIn } from './names-in.ts';
import { protectedSpansOf } from './protected-spans.ts';

/** Why a variation was not kept: by a rule, because an attack's payload is gone, or by a check of its meaning. */
export type DropReason = RuleReason | 'payload-changed' | 'meaning-changed' | 'label-changed';
export type RuleReason = 'identical' | 'duplicate' | 'near-source' | 'length-ratio' | 'language-changed' | 'negation-changed' | 'protected-span-changed' | 'name-lost' | 'in-evaluation-set';

export interface FilterOptions {
  /** Which rules hold. */
  readonly method?: Method;
  /** Needed where `sameLanguage` is set and a provider wrote the variations. */
  readonly languageOf?: LanguageOf | undefined;
  /** Compared texts kept before, as by another method; those of this call are added. */
  readonly known?: Set<string>;
}

export interface Filtered<V extends Variation = Variation> {
  readonly kept: V[];
  readonly dropped: { readonly variation: V; readonly reason: RuleReason }[];
}

/**
 * Keeps the variations that add something and mean the same. Compared on normalised text (case and blanks folded).
 *
 * - `identical`, `duplicate`: the source itself, or a variation before it;
 * - `near-source`: Jaccard similarity of the character 5-shingles to the source above `maxSourceJaccard`. One changed
 *   word breaks about nine shingles, so a short prompt passes with it and a page of text does not;
 * - `length-ratio`: characters relative to the source outside [min, max];
 * - `language-changed`: both languages are certain, and differ. Local methods write English into English and are not asked;
 * - `negation-changed`: another number of negations; `protected-span-changed`: code, a quotation, URL, number or
 *   placeholder lost, or a number added; `name-lost`: a name of an English source is not there;
 * - `payload-changed`: of an attack, where the payload that was masked is not there once (`expandSource` sees to it);
 * - `in-evaluation-set`: `seen` says the text is near one that is evaluated on.
 *
 * Perturbed attacks are judged as written, for their disguise lies in what normalising folds: only the first two and
 * the last rule hold for them.
 * @throws HoneError HONE_INVALID_INPUT when languages are to be told apart and nothing is given to do it.
 */
export function filterVariations<V extends Variation>(
  source: string,
  variations: readonly V[],
  settings: FilterSettings,
  seen: (text: string) => boolean,
  { method = 'restructuring', known = new Set(), languageOf }: FilterOptions = {},
): Filtered<V> {
  const rules = rulesOf(source, settings, { method, languageOf });
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

/** All rules about the pair alone that a text breaks, where a run stops at the first: to measure each by itself. */
export function brokenRules(source: string, text: string, settings: FilterSettings, options: Pick<FilterOptions, 'method' | 'languageOf'> = {}): RuleReason[] {
  return rulesOf(source, settings, options).filter(({ breaks }) => breaks(text, normaliseForMatching(text))).map(({ reason }) => reason);
}

function rulesOf(source: string, settings: FilterSettings, { method = 'restructuring', languageOf }: Pick<FilterOptions, 'method' | 'languageOf'>): readonly FilterRule[] {
  return method === 'perturbation' ? [] : [...rulesFor(source, settings), ...languageRule(source, settings, method, languageOf)];
}

interface FilterRule {
  readonly reason: RuleReason;
  /** `compared` is the normalised text. */
  readonly breaks: (text: string, compared: string) => boolean;
}

/** The rules with what they need of the source worked out once. */
function rulesFor(source: string, { maxSourceJaccard, minLengthRatio, maxLengthRatio }: FilterSettings): readonly FilterRule[] {
  const reader = new ShingleReader();
  const shingles = reader.keys(normaliseForMatching(source));
  const protectedSpans = protectedSpansOf(source);
  const negated = negations(source);
  const names = isEnglish(source) ? namesIn(source) : [];
  return [
    { reason: 'length-ratio', breaks: (text) => text.length < minLengthRatio * source.length || text.length > maxLengthRatio * source.length },
    { reason: 'negation-changed', breaks: (text) => negations(text) !== negated },
    { reason: 'protected-span-changed', breaks: (text) => !protectedSpans.areIn(text) },
    { reason: 'name-lost', breaks: (_, compared) => !names.every((name) => compared.includes(name)) },
    { reason: 'near-source', breaks: (_, compared) => jaccardOfKeys(shingles, reader.keys(compared)) > maxSourceJaccard },
  ];
}

/** The dearest rule, so the last. */
function languageRule(source: string, { sameLanguage }: FilterSettings, method: Method, languageOf: LanguageOf | undefined): readonly FilterRule[] {
  if (!sameLanguage || !isProvided(method)) return [];
  if (!languageOf) throw invalidInput('languageOf', undefined, 'Give what tells languages apart, or set sameLanguage to false.');
  const language = languageOf(source);
  const differs = (text: string): boolean => ![undefined, language].includes(languageOf(text));
  return language === undefined ? [] : [{ reason: 'language-changed', breaks: differs }];
}

/** English words that deny, verbs that do the same (without → leave out, avoid → so that … not), and German and French ones. */
const NEGATION = new RegExp(
  `\\b(?:${[
    'not|never|no|none|nor|neither|nothing|nobody|without|cannot',
    "(?:do|does|did|is|are|was|were|ca|wo|would|could|should|has|have|had)n[t'’]t?",
    'avoid(?:s|ed|ing)?|exclud(?:e|es|ed|ing)|omit(?:s|ted|ting)?|refrain|(?:leave|leaves|leaving|left) out',
    'nicht|kein\\w*|niemals|ohne|pas|jamais|sans|aucune?',
  ].join('|')})(?!\\w)`,
  'gi',
);

/** Negating words of an English text. */
export function negations(text: string): number {
  return text.match(NEGATION)?.length ?? 0;
}
