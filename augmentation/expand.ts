import type { FilterSettings, Method } from '../domain/profile.ts';
import { rng } from '../domain/rng.ts';
import type { Label } from '../domain/row.ts';
import { filterVariations } from './filters.ts';
import type { DropReason } from './filters.ts';
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

/** Counts of one method: what it made, what was kept, and why the rest was not. */
export interface MethodAccount {
  readonly made: number;
  readonly kept: number;
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
  /** Looks at the meaning of texts that passed every cheaper rule: why each is dropped, or undefined. */
  readonly meaning?: (source: AugmentationSource, texts: readonly string[]) => Promise<readonly (DropReason | undefined)[]>;
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
    const make = method in LOCAL_METHODS ? LOCAL_METHODS[method as keyof typeof LOCAL_METHODS] : undefined;
    const { seen, unmask } = viewOf(source, method);
    const made = provided[method] ?? make?.(seen, count + SPARES, rng(seed, source.id, method), context);
    if (count === 0 || !made) continue;
    const unmasked = made.map(({ text, detail }, index) => ({ text: unmask(text), detail, id: `${source.id}~${method}~${index}`, method, index }));
    const identified = unmasked.filter((variation): variation is ExpandedVariation => variation.text !== undefined);
    const filtered = filterVariations(source.text, identified, checks.filters, checks.seen, { method, known });
    const { kept, dropped } = await keepMeaning(source, filtered.kept, count, method === 'perturbation' ? {} : checks);
    const changed = Array<DropReason>(unmasked.length - identified.length).fill('payload-changed');
    expansion.kept.push(...kept);
    expansion.accounting[method] = account(kept.length, [...changed, ...filtered.dropped.map(({ reason }) => reason), ...dropped]);
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
  readonly seen: AugmentationSource;
  /** Undefined for a text whose payload is lost or changed. */
  readonly unmask: (made: string) => string | undefined;
}

function viewOf(source: LabelledSource, method: Method): View {
  if (!isMasked(source, method)) return { seen: source, unmask: (made) => made };
  const { text, isWhole, unmask } = maskPayload(source.text);
  // An attack without a frame gives the methods nothing: an empty text has no variation.
  return { seen: { id: source.id, text: isWhole ? '' : text }, unmask };
}

function isMasked({ label }: LabelledSource, method: Method): boolean {
  return label === 'malicious' && method !== 'perturbation';
}

/** Variations made beyond the asked-for ones, to replace those that the filters drop; unneeded ones are not counted. */
const SPARES = 2;

/** Which method a text made twice counts for: the first one. */
const METHOD_ORDER: readonly Method[] = ['restructuring', 'synonyms', 'perturbation', 'paraphrase', 'back-translation-de', 'back-translation-fr'];

/** The first `count` that keep the meaning. Spares are looked at only when they are needed: this check is the dear one. */
async function keepMeaning<V extends Variation>(source: AugmentationSource, variations: readonly V[], count: number, { meaning }: Pick<Checks, 'meaning'>): Promise<{ kept: V[]; dropped: DropReason[] }> {
  if (!meaning) return { kept: variations.slice(0, count), dropped: [] };
  const kept: V[] = [];
  const dropped: DropReason[] = [];
  for (let from = 0; kept.length < count && from < variations.length; ) {
    const next = variations.slice(from, from + count - kept.length);
    const reasons = await meaning(source, next.map(({ text }) => text));
    next.forEach((variation, index) => {
      const reason = reasons[index];
      if (reason) dropped.push(reason);
      else kept.push(variation);
    });
    from += next.length;
  }
  return { kept, dropped };
}

function account(kept: number, reasons: readonly DropReason[]): MethodAccount {
  const dropped: MethodAccount['dropped'] = {};
  for (const reason of reasons) dropped[reason] = (dropped[reason] ?? 0) + 1;
  return { made: kept + reasons.length, kept, dropped };
}
