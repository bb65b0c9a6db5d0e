import type { Ports } from '../ports.ts';
import type { AskSettings } from './ask-providers.ts';
import { submittedTo } from './batches.ts';

export interface CancelBatchesInput {
  readonly settings: Pick<AskSettings, 'llm' | 'providers'>;
  readonly ids: readonly string[];
}

/** Stops batches of a run that ends. Their reservations stay: what they had answered was billed. */
export const cancelBatches =
  (ports: Ports) =>
  async ({ settings, ids }: CancelBatchesInput): Promise<void> => {
    const { batches } = submittedTo(ports, settings);
    const { signal } = new AbortController();
    for (const id of ids) await batches.cancel(id, signal).catch((error: unknown) => ports.log.warn({ batch: id, error }, 'the batch could not be cancelled'));
  };
