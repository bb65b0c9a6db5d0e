import type { LanguageModel } from '../../domain/ports/language-model.ts';
import type { Providers } from '../../domain/ports/providers.ts';
import { noProviders } from './no-providers.ts';

/** A machine whose only provider is this language model. */
export function withLanguageModel(provider: LanguageModel): Providers {
  return { ...noProviders, languageModel: () => ({ available: true, provider }) };
}
