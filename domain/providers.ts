import type { Method } from './profile.ts';

/** The methods that ask a provider: a language model or a translation service. */
export const PROVIDED_METHODS = ['paraphrase', 'back-translation-de', 'back-translation-fr'] as const;
export type ProvidedMethod = (typeof PROVIDED_METHODS)[number];

/** Whether a method needs a provider; the others need nothing but this machine. */
export function isProvided(method: Method): method is ProvidedMethod {
  return PROVIDED_METHODS.some((provided) => provided === method);
}

/** A provider as it was when the run was resolved. `identity` is part of what is made with it. */
export type ProviderState =
  | { readonly available: true; readonly identity: string; readonly through?: 'language-model' }
  | { readonly available: false; readonly reason: string };

/** By what needs it; only what the profile asks for. `judge` is the label judge of the filters. */
export type ProviderStates = Readonly<Partial<Record<ProvidedMethod | 'judge', ProviderState>>>;

/** What calls to a language model came to. Calls whose usage is unknown count at their ceiling. */
export interface Spent {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In the currency of the price. */
  readonly money: number;
}
