import type { Providers } from '../../domain/ports/providers.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import type { LanguageModelAddress, ProviderSettings } from '../settings.ts';
import { openAiLanguageModel } from './openai-language-model.ts';

/** The providers this machine is configured with. Nothing is contacted or loaded before it is used. */
export function openProviders({ languageModel, deepl, libretranslate, translationModels }: ProviderSettings): Providers {
  const models = new Map<string, LanguageModel>();
  return {
    languageModel: (model) => {
      if (!languageModel) return { available: false, reason: 'No language model is configured: set HONE_LLM_BASE_URL.' };
      if (languageModel.kind === 'azure' && languageModel.apiKey === undefined) return { available: false, reason: 'Azure wants a key: set HONE_LLM_API_KEY.' };
      return { available: true, provider: modelOf(models, languageModel, model) };
    },
    translator: (provider, other) => {
      switch (provider) {
        case 'opus':
          return { available: false, reason: `There is no Opus-MT model for EN-${other.toUpperCase()}-EN in ${translationModels}: \`hone providers pull\` fetches it.` };
        case 'deepl':
          return { available: false, reason: deepl ? 'DeepL is not built in yet.' : 'DeepL is not configured: set HONE_DEEPL_API_KEY.' };
        case 'libretranslate':
          return { available: false, reason: libretranslate ? 'LibreTranslate is not built in yet.' : 'LibreTranslate is not configured: set HONE_LIBRETRANSLATE_URL.' };
      }
    },
  };
}

/** One for all who ask: calls are paced together. */
function modelOf(models: Map<string, LanguageModel>, address: LanguageModelAddress, name: string): LanguageModel {
  const model = models.get(name) ?? openAiLanguageModel(address, name);
  models.set(name, model);
  return model;
}
