/** What a reader said of a variation. */
export interface Verdict {
  readonly meaning: boolean;
  readonly natural: boolean;
  readonly label: boolean;
}

export interface Judged {
  readonly method: string;
  readonly first: Verdict;
  readonly second: Verdict;
}

export interface JudgedShare {
  readonly method: string;
  readonly variations: number;
  /** Shares of variations that are good in the first reading, in the second, and in both. */
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** A variation is good when it keeps meaning and label and reads naturally. */
export function isGood({ meaning, natural, label }: Verdict): boolean {
  return meaning && natural && label;
}

/** Shares of good variations by method, in the order in which methods first appear. */
export function judgedShares(judged: readonly Judged[]): JudgedShare[] {
  return [...new Set(judged.map(({ method }) => method))].map((method) => {
    const own = judged.filter((one) => one.method === method);
    const share = (good: (one: Judged) => boolean): number => own.filter(good).length / own.length;
    return { method, variations: own.length, first: share((one) => isGood(one.first)), second: share((one) => isGood(one.second)), both: share((one) => isGood(one.first) && isGood(one.second)) };
  });
}

/**
 * Share of variations on which both readings agree (good or not), and Cohen's kappa: the agreement beyond what two readings with
 * these shares would have by chance, `(p_o - p_e) / (1 - p_e)` (Cohen 1960). Kappa is NaN when nobody found any fault.
 */
export function agreement(judged: readonly Judged[]): { readonly share: number; readonly kappa: number } {
  const share = judged.filter(({ first, second }) => isGood(first) === isGood(second)).length / judged.length;
  const [first, second] = [judged.filter((one) => isGood(one.first)).length / judged.length, judged.filter((one) => isGood(one.second)).length / judged.length];
  const chance = first * second + (1 - first) * (1 - second);
  return { share, kappa: (share - chance) / (1 - chance) };
}
