import type { TranslationProvider } from '../profile.ts';
import type { LanguageModel } from './language-model.ts';
import type { Translator } from './translator.ts';

/** What augmentation may ask outside Hone, as this process is configured. Nothing is contacted before it is used. */
export interface Providers {
  languageModel(model: string): Provided<LanguageModel>;
  /** `language-model` is no translator of its own: it goes through `languageModel`. */
  translator(provider: Exclude<TranslationProvider, 'language-model'>, other: 'de' | 'fr'): Provided<Translator>;
}

/** A provider, or why there is none and what to do about it. */
export type Provided<T> = { readonly available: true; readonly provider: T } | { readonly available: false; readonly reason: string };
