import { measuredShare } from '../statistics/measured-share.ts';
import type { NamedOutcome } from './adaptive-attack.ts';
import type { AdaptiveResult } from './stress-report.ts';

/** What an adaptive attack did to one model. Ids and numbers only: no text. */
export function adaptiveResult(outcomes: readonly NamedOutcome[]): AdaptiveResult {
  const caught = outcomes.filter((outcome) => outcome.caught);
  const still = caught.filter((outcome) => outcome.stillCaught);
  const past = caught.filter((outcome) => !outcome.stillCaught);
  const shares = past.map(({ replaced, words }) => replaced / words);
  return {
    attacks: outcomes.length,
    caught: measuredShare(caught.length, outcomes.length),
    stillCaught: measuredShare(still.length, outcomes.length),
    gotPast: past.length,
    replacedShare: shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length,
    queries: outcomes.reduce((sum, { queries }) => sum + queries, 0),
    withoutSubstitutes: still.filter(({ replaceable }) => replaceable === 0).length,
    outcomes,
  };
}
