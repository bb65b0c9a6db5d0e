import type { FilterSettings, Method } from '../domain/profile.ts';
import { rng } from '../domain/rng.ts';
import { filterVariations } from './filters.ts';
import type { DropReason } from './filters.ts';
import { METHODS } from './index.ts';
import type { AugmentationSource, MethodContext, Variation } from './method.ts';

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

/**
 * Makes and filters the variations of one source, always from the original. Each method's random source is seeded by
 * run seed, source id and method. Methods make spares for what the filters drop; at most the asked-for number is kept.
 * A text made by two methods counts for the first one. Unknown and unavailable methods make nothing.
 */
export function expandSource(
  source: AugmentationSource,
  perMethodCounts: Readonly<Partial<Record<Method, number>>>,
  seed: number,
  context: MethodContext,
  settings: FilterSettings,
  seen: (text: string) => boolean,
): Expansion {
  const expansion: Expansion = { kept: [], accounting: {} };
  const known = new Set<string>();
  for (const method of Object.keys(METHODS) as Method[]) {
    const count = perMethodCounts[method] ?? 0;
    const entry = METHODS[method];
    if (count === 0 || !entry.available) continue;
    const made = entry.method(source, count + SPARES, rng(seed, source.id, method), context);
    const identified = made.map((variation, index) => ({ ...variation, id: `${source.id}~${method}~${index}`, method, index }));
    const filtered = filterVariations(source.text, identified, settings, seen, { method, known });
    const kept = filtered.kept.slice(0, count);
    expansion.kept.push(...kept);
    expansion.accounting[method] = account(kept.length, filtered.dropped);
  }
  return expansion;
}

/** Variations made beyond the asked-for ones, to replace those that the filters drop; unneeded ones are not counted. */
const SPARES = 2;

function account(kept: number, dropped: readonly { readonly reason: DropReason }[]): MethodAccount {
  const reasons: MethodAccount['dropped'] = {};
  for (const { reason } of dropped) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return { made: kept + dropped.length, kept, dropped: reasons };
}
