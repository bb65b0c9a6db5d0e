/** What became of a stage's calls in batch mode: how many were put in batches and answered there, or why none was. */
export type BatchAccounts =
  | {
      readonly mode: 'batch';
      readonly batches: number;
      /** Calls that had no answer before. */
      readonly requests: number;
      readonly answers: number;
      /** The provider's own words on batches that failed. */
      readonly failures?: readonly string[];
    }
  | { readonly mode: 'direct'; readonly reason: string };
