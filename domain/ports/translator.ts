/** Translates between English and another language: Opus-MT on this machine, DeepL, LibreTranslate or a language model. */
export interface Translator {
  /** What translations depend on beside the text: kind, host and model. Part of every cache key; no secrets. */
  readonly identity: string;
  /** Texts worth sending at once. */
  readonly batchSize: number;
  /**
   * Translations in input order. `seed` decides what is sampled where the provider samples; the others ignore it.
   * @throws HoneError HONE_PROVIDER_UNAVAILABLE, HONE_PROVIDER_REFUSED
   */
  translate(texts: readonly TextToTranslate[], direction: Direction, signal: AbortSignal): Promise<readonly string[]>;
}

export interface TextToTranslate {
  readonly text: string;
  readonly seed: number;
}

export interface Direction {
  readonly from: Language;
  readonly to: Language;
}

export type Language = 'en' | 'de' | 'fr';
