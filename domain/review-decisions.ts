/** What a person said about a doubtful text: its true label, or that nothing should be learned from it. */
export const DECISIONS = ['benign', 'malicious', 'drop'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface ReviewDecision {
  /** SHA-256 (hex) of the normalised text: a decision holds wherever the text turns up. */
  readonly textHash: string;
  readonly decision: Decision;
}

/** The decision on a text, looked up by its hash; undefined where there is none. Of several on one text the last holds. */
export function reviewDecisions(decisions: readonly ReviewDecision[]): (textHash: string) => Decision | undefined {
  const byHash = new Map(decisions.map(({ textHash, decision }) => [textHash, decision]));
  return (textHash) => byHash.get(textHash);
}
