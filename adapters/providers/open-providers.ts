import { availableParallelism } from 'node:os';
import type { Providers } from '../../domain/ports/providers.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import type { Translator } from '../../domain/ports/translator.ts';
import type { LanguageModelAddress, ProviderSettings } from '../settings.ts';
import { deeplTranslator } from './deepl-translator.ts';
import { libretranslateTranslator } from './libretranslate-translator.ts';
import { openAiLanguageModel } from './openai-language-model.ts';
import { holdsModel, modelFolder } from './opus/model-folder.ts';
import { opusThread } from './opus/opus-thread.ts';
import { opusTranslator } from './opus-translator.ts';

/** The providers this machine is configured with. Nothing is contacted or loaded before it is used. `threads` are for models on this machine. */
export function openProviders({ languageModel, deepl, libretranslate, translationModels }: ProviderSettings, { threads = availableParallelism() }: { readonly threads?: number } = {}): Providers {
  const models = new Map<string, LanguageModel>();
  const opus = opusModels(translationModels, threads);
  return {
    languageModel: (model) => {
      if (!languageModel) return { available: false, reason: 'No language model is configured: set HONE_LLM_BASE_URL.' };
      if (languageModel.kind === 'azure' && languageModel.apiKey === undefined) return { available: false, reason: 'Azure wants a key: set HONE_LLM_API_KEY.' };
      return { available: true, provider: modelOf(models, languageModel, model) };
    },
    translator: (provider, other) => {
      switch (provider) {
        case 'opus': {
          const found = opus(other);
          return found ? { available: true, provider: found } : { available: false, reason: `There is no Opus-MT model for EN-${other.toUpperCase()}-EN in HONE_TRANSLATION_MODELS: \`hone providers pull\` fetches it.` };
        }
        case 'deepl':
          return deepl ? { available: true, provider: deeplTranslator(deepl) } : { available: false, reason: 'DeepL is not configured: set HONE_DEEPL_API_KEY.' };
        case 'libretranslate':
          return libretranslate ? { available: true, provider: libretranslateTranslator(libretranslate) } : { available: false, reason: 'LibreTranslate is not configured: set HONE_LIBRETRANSLATE_URL.' };
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

/** One thread for all directions, as their models together would fill the memory. Models may appear while this process runs. */
function opusModels(translationModels: string, threads: number): (other: 'de' | 'fr') => Translator | undefined {
  const thread = opusThread({ threads });
  const found = new Map<'de' | 'fr', Translator>();
  return (other) => {
    const complete = holdsModel(modelFolder(translationModels, { from: 'en', to: other })) && holdsModel(modelFolder(translationModels, { from: other, to: 'en' }));
    if (complete && !found.has(other)) found.set(other, opusTranslator(translationModels, other, thread));
    return complete ? found.get(other) : undefined;
  };
}
