import { HoneError } from '../../domain/errors.ts';
import { llmPrice } from '../../domain/llm-price.ts';
import type { LanguageModel } from '../../domain/ports/language-model.ts';
import type { Providers } from '../../domain/ports/providers.ts';
import type { LlmCostSettings } from '../../domain/profile.ts';
import type { Ports } from '../ports.ts';
import { meteredLanguageModel } from './metered-language-model.ts';
import type { Meter, MeteredLanguageModel } from './metered-language-model.ts';

/** Whose language model it is: the run's, as its resolution found it. */
export interface RunLanguageModel extends Pick<Meter, 'spending' | 'run' | 'budget'> {
  readonly llm: LlmCostSettings;
  readonly identity: string;
}

/** The run's language model, which keeps its answers and stays within the run's budget. @throws HoneError HONE_PROVIDER_UNAVAILABLE */
export function meteredRunModel(ports: Pick<Ports, 'store' | 'providers'>, { llm, identity, ...meter }: RunLanguageModel): MeteredLanguageModel {
  return meteredLanguageModel(runLanguageModel(ports.providers, llm.model, identity), { store: ports.store, ...meter, price: llmPrice(llm) });
}

/**
 * The language model that the run was resolved with, as this worker has it. Any other would give answers that no retry elsewhere gives.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE, naming the setting: a worker that has it may take the retry
 */
export function runLanguageModel(providers: Providers, model: string, identity: string): LanguageModel {
  const found = providers.languageModel(model);
  if (!found.available) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', `The run was started with the language model "${identity}", which this worker lacks. ${found.reason}`);
  if (found.provider.identity === identity) return found.provider;
  throw new HoneError(
    'HONE_PROVIDER_UNAVAILABLE',
    `The run was started with the language model "${identity}", and this worker asks "${found.provider.identity}". Set HONE_LLM_BASE_URL and HONE_LLM_KIND alike on all workers.`,
  );
}
