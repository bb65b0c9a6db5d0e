import { backTranslation } from '../../augmentation/back-translation.ts';
import { languageModelTranslator } from '../../augmentation/language-model-translator.ts';
import type { Asked } from '../../augmentation/method.ts';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import type { Providers } from '../../domain/ports/providers.ts';
import type { Translator } from '../../domain/ports/translator.ts';
import type { TranslationProvider } from '../../domain/profile.ts';
import { keptTranslations } from '../engine/kept-translations.ts';
import { meteredRunModel } from '../engine/run-language-model.ts';
import type { Ports } from '../ports.ts';
import type { Asking, AskSettings, MethodAnswers } from './ask-providers.ts';

/** Round trips through another language by the profile's translator; where that is the language model, within the run's budget. */
export function askForBackTranslations(other: 'de' | 'fr') {
  return async (ports: Ports, asked: readonly Asked[], asking: Asking): Promise<MethodAnswers> => {
    const { augmentation, identity, options } = asking;
    const { provider } = augmentation.backTranslation;
    if (provider === 'language-model') {
      const model = meteredRunModel(ports, { ...asking, budget: augmentation.languageModel.budget });
      const answers = await backTranslation(other)(asked, languageModelTranslator(model, augmentation.languageModel), options);
      return { answers, spent: model.spent() };
    }
    return { answers: await backTranslation(other)(asked, keptTranslations(ports.store, runTranslator(ports.providers, provider, other, identity)), options) };
  };
}

export function backTranslationParameters({ augmentation: { backTranslation: { provider }, languageModel } }: AskSettings): JsonObject {
  return { provider, ...(provider === 'language-model' && { temperature: languageModel.temperature }) };
}

/** The translator that the run was resolved with, as this worker has it. @throws HoneError HONE_PROVIDER_UNAVAILABLE */
function runTranslator(providers: Providers, provider: Exclude<TranslationProvider, 'language-model'>, other: 'de' | 'fr', identity: string): Translator {
  const found = providers.translator(provider, other);
  if (!found.available) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', `The run was started with the translator "${identity}", which this worker lacks. ${found.reason}`);
  if (found.provider.identity === identity) return found.provider;
  throw new HoneError('HONE_PROVIDER_UNAVAILABLE', `The run was started with the translator "${identity}", and this worker asks "${found.provider.identity}". Set all workers up alike.`);
}
