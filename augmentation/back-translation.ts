import { hash64 } from '../domain/hash64.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import type { Direction, TextToTranslate, Translated, Translator } from '../domain/ports/translator.ts';
import { countCommands } from './count-commands.ts';
import { isEnglish } from './english.ts';
import { negations } from './filters.ts';
import type { Asked, ProviderAnswer, ProviderMethod, Variation } from './method.ts';
import { maskForTranslation } from './translation-masks.ts';
import type { TranslatableText } from './translation-masks.ts';

/**
 * Back-translation: English to another language and back. What must not change is masked before and checked after each way.
 * A round trip a variation where the translator samples, else one a source. Why a variation did not come: `not-english`,
 * `cannot-mask`, `nothing-to-translate`, `no-sampling` (the one translation there is was asked for already), what the
 * translator says of a text, `lost-mask`, `empty`, `unchanged`, `duplicate`, `negation-changed`, `mood-changed`.
 */
export function backTranslation(other: 'de' | 'fr'): ProviderMethod<Translator> {
  return async (asked, translator, options) => {
    const plans = asked.map((one) => planSource(one, translator, options.seed, other));
    const ends: TripEnd[] = [];
    for (const batch of batchesOf(plans.flatMap(({ trips }) => trips), translator.batchSize)) {
      ends.push(...(await travel(batch, translator, other, options.signal)));
      options.onProgress(answered(plans, ends.length));
    }
    let from = 0;
    return plans.map((plan) => answerOf(plan, ends.slice(from, (from += plan.trips.length)), `en-${other}-en`));
  };
}

/** What is asked of the translator for one source. */
interface SourcePlan {
  readonly asked: Asked;
  readonly trips: readonly Trip[];
  /** Variations that are not even tried. */
  readonly failed: Readonly<Record<string, number>>;
}

interface Trip {
  readonly masked: TranslatableText;
  readonly seed: number;
}

/** The English text that a trip ended with, or why it did not. */
type TripEnd = { readonly text: string } | { readonly failed: string };

function planSource(asked: Asked, { samples = false, masks = 'token' }: Translator, seed: number, other: string): SourcePlan {
  const { source, count } = asked;
  const none = (reason: string): SourcePlan => ({ asked, trips: [], failed: { [reason]: count } });
  if (count <= 0) return { asked, trips: [], failed: {} };
  if (!isEnglish(source.text)) return none('not-english');
  const masked = maskForTranslation(source.text, masks);
  if (!masked) return none('cannot-mask');
  if (!/\p{L}{2}/u.test(masked.prose)) return none('nothing-to-translate');
  const tries = samples ? count : 1;
  // Neighbours, so that a translator whose styles go by the seed uses each of them in turn.
  const first = Number(hash64(seed, source.id, 'back-translation', other) & 0x3fffffffn);
  return { asked, trips: Array.from({ length: tries }, (_, index) => ({ masked, seed: first + index })), failed: count > tries ? { 'no-sampling': count - tries } : {} };
}

function batchesOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** There and back. What was lost on the way there is not sent back. */
async function travel(trips: readonly Trip[], translator: Translator, other: 'de' | 'fr', signal: AbortSignal): Promise<TripEnd[]> {
  const there = await leg(trips.map(({ masked }) => ({ text: masked.text })), trips, translator, { from: 'en', to: other }, signal);
  return leg(there, trips, translator, { from: other, to: 'en' }, signal);
}

async function leg(starts: readonly TripEnd[], trips: readonly Trip[], translator: Translator, direction: Direction, signal: AbortSignal): Promise<TripEnd[]> {
  const sent = starts.flatMap((start, index): (TextToTranslate & { index: number })[] => ('text' in start ? [{ text: start.text, seed: trips[index]!.seed, index }] : []));
  if (sent.length === 0) return [...starts];
  const translated = await translator.translate(sent.map(({ text, seed }) => ({ text, seed })), direction, signal);
  const ends = [...starts];
  sent.forEach(({ index }, position) => (ends[index] = endOf(translated[position]!, trips[index]!.masked)));
  return ends;
}

function endOf(translated: Translated, masked: TranslatableText): TripEnd {
  if (typeof translated !== 'string') return translated;
  return masked.isWhole(translated) ? { text: translated } : { failed: 'lost-mask' };
}

/** Sources whose trips are all among the first `done`. */
function answered(plans: readonly SourcePlan[], done: number): number {
  let trips = 0;
  const next = plans.findIndex((plan) => (trips += plan.trips.length) > done);
  return next < 0 ? plans.length : next;
}

function answerOf({ asked, trips, failed: untried }: SourcePlan, ends: readonly TripEnd[], detail: string): ProviderAnswer {
  const failed: Record<string, number> = { ...untried };
  const variations: Variation[] = [];
  const seen = new Set<string>();
  const judge = judgeOf(asked.source.text);
  ends.forEach((end, index) => {
    const text = 'text' in end ? trips[index]!.masked.unmask(end.text).trim() : '';
    const reason = 'failed' in end ? end.failed : (judge(text) ?? (seen.has(asCompared(text)) ? 'duplicate' : undefined));
    seen.add(asCompared(text));
    if (reason) failed[reason] = (failed[reason] ?? 0) + 1;
    else variations.push({ text, detail });
  });
  return { variations, failed };
}

/** Why a round trip of `source` is no variation of it. */
function judgeOf(source: string): (text: string) => string | undefined {
  const [compared, negated, commands] = [asCompared(source), negations(source), countCommands(source)];
  return (text) => {
    if (text === '') return 'empty';
    if (asCompared(text) === compared) return 'unchanged';
    if (negations(text) !== negated) return 'negation-changed';
    // Sentences may be joined or parted on the way, but a command stays one, and nothing else becomes one.
    return countCommands(text) > 0 !== commands > 0 ? 'mood-changed' : undefined;
  };
}

/** Case, blanks and the last punctuation make no new text. */
function asCompared(text: string): string {
  return normaliseForMatching(text).replace(/[\s.!?]+$/, '');
}
