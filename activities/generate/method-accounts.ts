import type { Spent } from '../../domain/providers.ts';
import { addSpent } from '../../domain/spent.ts';

/**
 * Counts per method: what was made and kept, why the rest was dropped, what a provider was asked for and did not give, and its cost.
 * `unjudged`: kept, though the label judge gave no answer.
 */
export type MethodAccounts = Record<string, { made: number; kept: number; unjudged?: number; dropped: Record<string, number>; failed?: Record<string, number>; spent?: Spent }>;

export function addAccount(accounts: MethodAccounts, method: string, account: MethodAccounts[string]): void {
  const sum = (accounts[method] ??= { made: 0, kept: 0, dropped: {} });
  sum.made += account.made;
  sum.kept += account.kept;
  if (account.unjudged) sum.unjudged = (sum.unjudged ?? 0) + account.unjudged;
  for (const [reason, count] of Object.entries(account.dropped)) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + count;
  for (const [reason, count] of Object.entries(account.failed ?? {})) (sum.failed ??= {})[reason] = (sum.failed[reason] ?? 0) + count;
  if (account.spent) sum.spent = sum.spent ? addSpent(sum.spent, account.spent) : account.spent;
}
