import type { FilterSettings, Method } from '../domain/profile.ts';
import { isProvided } from '../domain/providers.ts';
import { rng } from '../domain/rng.ts';
import type { Label } from '../domain/row.ts';
import { filterVariations } from './filters.ts';
import type { DropReason } from './filters.ts';
import type { LanguageOf } from './language-of.ts';
import type { MeaningCheck } from './meaning-check.ts';
import { LOCAL_METHODS } from './index.ts';
import type { AugmentationSource, MethodContext, Variation } from './method.ts';
import { maskPayload } from './payload.ts';

/** A kept variation. `id` is stable: the same source, seed and counts give the same ids and texts. */
export interface ExpandedVariation extends Variation {
  readonly id: string;
  readonly method: Method;
  /** Position among what the method made of this source. */
  readonly index: number;
}

/** Counts of one method: what it made, what was kept, and why the rest was not. `unjudged`: kept, though the label judge gave no answer. */
export interface MethodAccount {
  readonly made: number;
  readonly kept: number;
  readonly unjudged?: number;
  readonly dropped: Partial<Record<DropReason, number>>;
}

export interface Expansion {
  readonly kept: ExpandedVariation[];
  readonly accounting: Partial<Record<Method, MethodAccount>>;
}

/** How variations are judged, beyond the rules of `filterVariations`. */
export interface Checks {
  readonly filters: FilterSettings;
  /** Whether a text is near one that is evaluated on. */
  readonly seen: (text: string) => boolean;
  /** Tells languages apart; needed where the filters say `sameLanguage` and a provider writes. */
  readonly languageOf?: LanguageOf | undefined;
  /** Looks at the meaning of texts that passed every cheaper rule. */
  readonly meaning?: MeaningCheck | undefined;
}

/** A source and its class: the payload of attacks is kept from all methods but perturbation. */
export interface LabelledSource extends AugmentationSource {
  readonly label?: Label;
}

export interface ExpandOptions {
  readonly seed: number;
  readonly context: MethodContext;
  readonly checks: Checks;
  /** What providers made of this source: of `sourceFor` it, where it is an attack. */
  readonly provided?: Readonly<Partial<Record<Method, readonly Variation[]>>>;
}

/**
 * Makes and filters the variations of one source, always from the original. Each local method's random source is seeded by
 * run seed, source id and method. Methods make spares for what the filters drop; at most the asked-for number is kept.
 * A text made by two methods counts for the first one. What no local method makes and no provider gave is not there.
 * Methods other than perturbation see only the frame of an attack; what lost its payload is dropped.
 */
export async function expandSource(source: LabelledSource, counts: Readonly<Partial<Record<Method, number>>>, { seed, context, checks, provided = {} }: ExpandOptions): Promise<Expansion> {
  const expansion: Expansion = { kept: [], accounting: {} };
  const known = new Set<string>();
  for (const method of METHOD_ORDER) {
    const count = counts[method] ?? 0;
    const make = isProvided(method) ? undefined : LOCAL_METHODS[method];
    const { given, unmask } = viewOf(source, method);
    const made = provided[method] ?? make?.(given, count + SPARES, rng(seed, source.id, method), context);
    if (count === 0 || !made) continue;
    const identified = made.map((variation, index) => ({ ...variation, id: `${source.id}~${method}~${index}`, method, index }));
    const whole = identified.filter(({ text }) => unmask(text) !== undefined);
    const unmasked = (text: string): string => unmask(text) ?? text;
    // The rules look at what the method was given: one reworded sentence is much of a frame, and little of an attack with a long payload.
    const filtered = filterVariations(given.text, whole, checks.filters, (text) => checks.seen(unmasked(text)), { method, known, languageOf: checks.languageOf });
    const inFull = filtered.kept.map((variation) => ({ ...variation, text: unmasked(variation.text) }));
    const { kept, dropped, unjudged } = await keepMeaning(source, inFull, count, method === 'perturbation' ? {} : checks);
    const changed = Array<DropReason>(identified.length - whole.length).fill('payload-changed');
    expansion.kept.push(...kept);
    expansion.accounting[method] = account(kept.length, [...changed, ...filtered.dropped.map(({ reason }) => reason), ...dropped], unjudged);
  }
  return expansion;
}

/** What a method is given of a source: an attack with its payload masked, unless it perturbs. Undefined where nothing of an attack is left to rewrite. */
export function sourceFor(source: LabelledSource, method: Method): AugmentationSource | undefined {
  if (!isMasked(source, method)) return source;
  const { text, isWhole } = maskPayload(source.text);
  return isWhole ? undefined : { id: source.id, text };
}

interface View {
  readonly given: AugmentationSource;
  /** Undefined for a text whose payload is lost or changed. */
  readonly unmask: (made: string) => string | undefined;
}

function viewOf(source: LabelledSource, method: Method): View {
  if (!isMasked(source, method)) return { given: source, unmask: (made) => made };
  const { text, isWhole, unmask } = maskPayload(source.text);
  // An attack without a frame gives the methods nothing: an empty text has no variation.
  return { given: { id: source.id, text: isWhole ? '' : text }, unmask };
}

function isMasked({ label }: LabelledSource, method: Method): boolean {
  return label === 'malicious' && method !== 'perturbation';
}

/** Variations made beyond the asked-for ones, to replace those that the filters drop; unneeded ones are not counted. */
const SPARES = 2;

/** Which method a text made twice counts for: the first one. */
const METHOD_ORDER: readonly Method[] = ['restructuring', 'synonyms', 'perturbation', 'paraphrase', 'back-translation-de', 'back-translation-fr'];

interface Judged<V> {
  readonly kept: V[];
  readonly dropped: DropReason[];
  readonly unjudged: number;
}

/** The first `count` that keep the meaning. Spares are looked at only when they are needed: this check is the dear one. */
async function keepMeaning<V extends Variation>(source: AugmentationSource, variations: readonly V[], count: number, { meaning }: Pick<Checks, 'meaning'>): Promise<Judged<V>> {
  if (!meaning) return { kept: variations.slice(0, count), dropped: [], unjudged: 0 };
  const kept: V[] = [];
  const dropped: DropReason[] = [];
  let unjudged = 0;
  for (let from = 0; kept.length < count && from < variations.length; ) {
    const next = variations.slice(from, from + count - kept.length);
    const verdicts = await meaning(source, next.map(({ text }) => text));
    next.forEach((variation, index) => {
      const verdict = verdicts[index];
      if (verdict === 'unjudged') unjudged += 1;
      if (verdict && verdict !== 'unjudged') dropped.push(verdict);
      else kept.push(variation);
    });
    from += next.length;
  }
  return { kept, dropped, unjudged };
}

function account(kept: number, reasons: readonly DropReason[], unjudged: number): MethodAccount {
  const dropped: MethodAccount['dropped'] = {};
  for (const reason of reasons) dropped[reason] = (dropped[reason] ?? 0) + 1;
  return { made: kept + reasons.length, kept, ...(unjudged > 0 && { unjudged }), dropped };
}
