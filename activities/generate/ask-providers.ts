import { sourceFor } from '../../augmentation/expand.ts';
import type { Asked, ProviderAnswer, ProviderOptions, Variation } from '../../augmentation/method.ts';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import type { AugmentationSettings, LlmCostSettings, Method } from '../../domain/profile.ts';
import { PROVIDED_METHODS } from '../../domain/providers.ts';
import type { ProvidedMethod, ProviderStates, Spent } from '../../domain/providers.ts';
import type { Workshop } from '../engine/make.ts';
import type { Spending } from '../engine/spending.ts';
import type { Ports } from '../ports.ts';
import { askForBackTranslations, backTranslationParameters } from './ask-for-back-translations.ts';
import { askForParaphrases, paraphraseParameters } from './ask-for-paraphrases.ts';
import type { SourceRow } from './select-sources.ts';

/** How a run asks its providers. */
export interface AskSettings {
  readonly seed: number;
  readonly augmentation: AugmentationSettings;
  readonly llm: LlmCostSettings;
  readonly providers: ProviderStates;
}

/** What a method is asked with, beside its rows. `identity` is the provider's; `run` the workflow id whose budget it is. */
export interface Asking extends AskSettings {
  readonly identity: string;
  readonly run: string;
  readonly spending: Spending;
  readonly options: ProviderOptions;
}

/** Answers by source, in the order of the rows, and what they cost where the provider bills tokens. */
export interface MethodAnswers {
  readonly answers: readonly ProviderAnswer[];
  readonly spent?: Spent;
}

/** How one method asks its provider, and what of the settings decides the bytes of its answers. */
interface Asker {
  readonly ask: (ports: Ports, asked: readonly Asked[], asking: Asking) => Promise<MethodAnswers>;
  readonly parameters: (settings: AskSettings) => JsonObject;
}

const ASKERS: Readonly<Record<ProvidedMethod, Asker>> = {
  paraphrase: { ask: askForParaphrases, parameters: paraphraseParameters },
  'back-translation-de': { ask: askForBackTranslations('de'), parameters: backTranslationParameters },
  'back-translation-fr': { ask: askForBackTranslations('fr'), parameters: backTranslationParameters },
};

export interface ProvidedVariations {
  /** By source id. */
  readonly variations: ReadonlyMap<string, Readonly<Partial<Record<Method, readonly Variation[]>>>>;
  /** By method: variations that did not come, by reason, and what the calls cost. */
  readonly accounts: Readonly<Partial<Record<ProvidedMethod, { readonly failed: Readonly<Record<string, number>>; readonly spent?: Spent }>>>;
}

/**
 * Asks each method that the run has a provider for, for the rows that want it.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE, HONE_PROVIDER_REFUSED, HONE_BUDGET_USED_UP
 */
export async function askProviders(ports: Ports, rows: readonly SourceRow[], settings: AskSettings, from: { readonly run: string; readonly spending: Spending; readonly workshop: Workshop }): Promise<ProvidedVariations> {
  const variations = new Map<string, Partial<Record<Method, readonly Variation[]>>>();
  const accounts: Partial<Record<ProvidedMethod, { failed: Record<string, number>; spent?: Spent }>> = {};
  for (const { method, asker, identity } of available(settings)) {
    const asked = askedOf(rows, method);
    if (asked.length === 0) continue;
    const { run, spending, workshop: { signal, progress } } = from;
    const onProgress = (done: number): void => progress({ phase: method, done, total: asked.length });
    onProgress(0);
    const { answers, spent } = await asker.ask(ports, asked, { ...settings, identity, run, spending, options: { seed: settings.seed, signal, onProgress } });
    const failed: Record<string, number> = {};
    asked.forEach(({ source: { id } }, index) => {
      const answer = answers[index]!;
      variations.set(id, { ...variations.get(id), [method]: answer.variations });
      for (const [reason, count] of Object.entries(answer.failed)) failed[reason] = (failed[reason] ?? 0) + count;
    });
    accounts[method] = { failed, ...(spent && { spent }) };
  }
  return { variations, accounts };
}

/** What a method is asked of these rows: of attacks only the frame, and nothing where there is none. */
export function askedOf(rows: readonly SourceRow[], method: ProvidedMethod): Asked[] {
  return rows.flatMap((row) => {
    const count = (JSON.parse(row.counts) as Record<string, number>)[method] ?? 0;
    const source = count > 0 ? sourceFor(row, method) : undefined;
    return source ? [{ source: { id: source.id, text: source.text }, count }] : [];
  });
}

/** What decides the bytes that providers give: part of a chunk's key. Undefined where none is asked; never the budget or the mode. */
export function providedParameters(settings: AskSettings): Readonly<Record<string, JsonObject>> | undefined {
  const entries = available(settings).map(({ method, asker, identity }) => [method, { identity, ...asker.parameters(settings) }] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function available({ augmentation, providers }: AskSettings): { method: ProvidedMethod; asker: Asker; identity: string }[] {
  return PROVIDED_METHODS.flatMap((method) => {
    const state = providers[method];
    const asker = ASKERS[method];
    return state?.available && (augmentation.methods[method] ?? 0) > 0 ? [{ method, asker, identity: state.identity }] : [];
  });
}
