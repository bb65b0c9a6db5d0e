import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { HoneError } from '../../domain/errors.ts';
import type { CompletionBatches } from '../../domain/ports/language-model.ts';
import type { Lease, RowRange } from '../../domain/stages.ts';
import { runLanguageModel } from '../engine/run-language-model.ts';
import type { Ports } from '../ports.ts';
import type { AskSettings } from './ask-providers.ts';

/** A range of sources whose calls are to be made in batches. */
export interface BatchJob {
  readonly lease: Lease;
  readonly sources: ArtifactRef;
  readonly range: RowRange;
  readonly settings: AskSettings;
  /** Counts from 0: each round asks again what the one before it did not bring. */
  readonly round: number;
}

/** A batch at the provider. `name` is its reservation too. */
export interface Batch {
  readonly id: string;
  readonly name: string;
  readonly requests: number;
}

/** The batch API of the run's language model, or why its calls are made one by one. */
export function batchesOf(ports: Ports, { llm, providers }: Pick<AskSettings, 'llm' | 'providers'>): { readonly batches: CompletionBatches; readonly identity: string } | { readonly reason: string } {
  const state = providers.paraphrase;
  if (!state?.available) return { reason: 'No language model paraphrases in this run.' };
  const { batches } = runLanguageModel(ports.providers, llm.model, state.identity);
  return batches ? { batches, identity: state.identity } : { reason: `"${state.identity}" has no batch API, so its calls are made one by one at the full price.` };
}

/** For a batch that was submitted. @throws HoneError HONE_PROVIDER_UNAVAILABLE when this worker's model has no batch API */
export function submittedTo(ports: Ports, settings: Pick<AskSettings, 'llm' | 'providers'>): { readonly batches: CompletionBatches; readonly identity: string } {
  const found = batchesOf(ports, settings);
  if ('reason' in found) throw new HoneError('HONE_PROVIDER_UNAVAILABLE', found.reason);
  return found;
}
