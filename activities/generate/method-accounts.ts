/** Counts per method: what was made and kept, and why the rest was dropped. `unjudged`: kept, though the label judge gave no answer. */
export type MethodAccounts = Record<string, { made: number; kept: number; unjudged?: number; dropped: Record<string, number> }>;

export function addAccount(accounts: MethodAccounts, method: string, account: MethodAccounts[string]): void {
  const sum = (accounts[method] ??= { made: 0, kept: 0, dropped: {} });
  sum.made += account.made;
  sum.kept += account.kept;
  if (account.unjudged) sum.unjudged = (sum.unjudged ?? 0) + account.unjudged;
  for (const [reason, count] of Object.entries(account.dropped)) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + count;
}
