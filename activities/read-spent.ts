import type { Spent } from '../domain/providers.ts';
import { readSpending } from './engine/spending.ts';
import type { Ports } from './ports.ts';

/** What a run has spent on its language model by now, for the budget of its rounds. */
export const readSpent =
  (ports: Pick<Ports, 'store'>) =>
  async ({ run }: { readonly run: string }): Promise<Spent> =>
    (await readSpending(ports.store, run)).spent;
