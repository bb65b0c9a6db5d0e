import { paraphrase } from '../../augmentation/paraphrase.ts';
import type { ParaphraseSettings } from '../../augmentation/paraphrase-request.ts';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import { meteredLanguageModel } from '../engine/metered-language-model.ts';
import { runLanguageModel } from '../engine/run-language-model.ts';
import type { Ports } from '../ports.ts';
import type { Asking, AskSettings, CountedRow, MethodAnswers } from './ask-providers.ts';

/** Paraphrases of the rows by the run's language model, within the run's budget. */
export async function askForParaphrases(ports: Ports, rows: readonly CountedRow[], asking: Asking): Promise<MethodAnswers> {
  const { run, spending, llm, identity, augmentation, options } = asking;
  const model = meteredLanguageModel(runLanguageModel(ports.providers, llm.model, identity), {
    store: ports.store,
    spending,
    run,
    budget: augmentation.languageModel.budget,
    price: llm.prices.find((price) => price.model === llm.model),
  });
  const answers = await paraphrase(paraphraseSettings(asking))(rows.map(({ row, count }) => ({ source: { id: row.id, text: row.text }, count })), model, options);
  return { answers, spent: model.spent() };
}

export function paraphraseSettings({ llm, augmentation }: Pick<AskSettings, 'llm' | 'augmentation'>): ParaphraseSettings {
  return { variationsPerCall: llm.variationsPerCall, temperature: augmentation.languageModel.temperature };
}

export function paraphraseParameters(settings: AskSettings): JsonObject {
  return { model: settings.llm.model, ...paraphraseSettings(settings) };
}
