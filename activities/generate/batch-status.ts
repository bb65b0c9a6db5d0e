import type { BatchStatus } from '../../domain/ports/language-model.ts';
import type { Lease } from '../../domain/stages.ts';
import { renewLease } from '../engine/leases.ts';
import type { Ports } from '../ports.ts';
import { submittedTo } from './batches.ts';
import type { AskSettings } from './ask-providers.ts';

export interface BatchStatusInput {
  readonly lease: Lease;
  readonly settings: Pick<AskSettings, 'llm' | 'providers'>;
  readonly ids: readonly string[];
  /** When it is asked next; the stage's lease lasts until after that, for nothing else renews it meanwhile. */
  readonly nextInMs: number;
}

export interface BatchProgress {
  /** Batches that are still under way. */
  readonly underWay: readonly string[];
  /** The provider's words on batches of which nothing will come. */
  readonly failures: readonly string[];
  readonly done: number;
  readonly total: number;
}

/** How far batches are. */
export const batchStatus =
  (ports: Ports) =>
  async ({ lease, settings, ids, nextInMs }: BatchStatusInput): Promise<BatchProgress> => {
    const { batches } = submittedTo(ports, settings);
    const { signal } = new AbortController();
    const statuses: (BatchStatus & { readonly id: string })[] = [];
    for (const id of ids) statuses.push({ ...(await batches.status(id, signal)), id });
    await renewLease(ports.store, lease.key, lease.token, nextInMs + ports.options.leaseMs);
    const sum = (of: (status: BatchStatus) => number): number => statuses.reduce((total, status) => total + of(status), 0);
    return {
      underWay: statuses.filter(({ state }) => state === 'in-progress').map(({ id }) => id),
      failures: [...new Set(statuses.flatMap(({ state, reason }) => (state === 'failed' ? [reason ?? 'no reason given'] : [])))],
      done: sum(({ done, failed }) => done + failed),
      total: sum(({ total }) => total),
    };
  };
