import type { CompletionFailure } from './language-model.ts';

/** Translates between English and another language: Opus-MT on this machine, DeepL, LibreTranslate or a language model. */
export interface Translator {
  /** What translations depend on beside the text: kind, host and model. Part of every cache key; no secrets. */
  readonly identity: string;
  /** Texts worth sending at once. */
  readonly batchSize: number;
  /** Whether seeds make a difference. Where they do not, a text has one translation. Default false. */
  readonly samples?: boolean;
  /** What stands in a text for a part that must come back untouched. Default `token`. */
  readonly masks?: MaskStyle;
  /**
   * Translations in input order. `seed` decides what is sampled where the provider samples; the others ignore it.
   * @throws HoneError HONE_PROVIDER_UNAVAILABLE, HONE_PROVIDER_REFUSED
   */
  translate(texts: readonly TextToTranslate[], direction: Direction, signal: AbortSignal): Promise<readonly Translated[]>;
}

/** `token`: a short made-up word such as `XQ1`, which translation models copy. `tag`: an empty XML element, `<x id="1"/>`. */
export type MaskStyle = 'token' | 'tag';

export interface TextToTranslate {
  readonly text: string;
  readonly seed: number;
}

/** A translation, or why one text has none. */
export type Translated = string | { readonly failed: CompletionFailure | 'too-long' | 'not-a-translation' };

export interface Direction {
  readonly from: Language;
  readonly to: Language;
}

export type Language = 'en' | 'de' | 'fr';
