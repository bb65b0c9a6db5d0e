import type { Providers } from '../../domain/ports/providers.ts';
import type { ProviderSettings } from '../settings.ts';

/** The providers this machine is configured with. Nothing is contacted or loaded before it is used. */
export function openProviders({ languageModel, deepl, libretranslate, translationModels }: ProviderSettings): Providers {
  return {
    languageModel: () => {
      if (!languageModel) return { available: false, reason: 'No language model is configured: set HONE_LLM_BASE_URL.' };
      return { available: false, reason: 'Language models are not built in yet.' };
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
