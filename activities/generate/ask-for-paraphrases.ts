import type { Asked } from '../../augmentation/method.ts';
import { paraphrase } from '../../augmentation/paraphrase.ts';
import type { ParaphraseSettings } from '../../augmentation/paraphrase-request.ts';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import { meteredRunModel } from '../engine/run-language-model.ts';
import type { Ports } from '../ports.ts';
import type { Asking, AskSettings, MethodAnswers } from './ask-providers.ts';

/** Paraphrases by the run's language model, within the run's budget. */
export async function askForParaphrases(ports: Ports, asked: readonly Asked[], asking: Asking): Promise<MethodAnswers> {
  const model = meteredRunModel(ports, { ...asking, budget: asking.augmentation.languageModel.budget });
  const answers = await paraphrase(paraphraseSettings(asking))(asked, model, asking.options);
  return { answers, spent: model.spent() };
}

export function paraphraseSettings({ llm, augmentation }: Pick<AskSettings, 'llm' | 'augmentation'>): ParaphraseSettings {
  return { variationsPerCall: llm.variationsPerCall, temperature: augmentation.languageModel.temperature };
}

export function paraphraseParameters(settings: AskSettings): JsonObject {
  return { model: settings.llm.model, ...paraphraseSettings(settings) };
}
