import { coverageCurve } from './coverage-curve.ts';
import type { CoverageCurve } from './coverage-curve.ts';
import { brierScore, expectedCalibrationError } from './statistics/calibration.ts';
import { measuredRate } from './statistics/measured-rate.ts';
import type { MeasuredRate } from './statistics/measured-rate.ts';
import { confusionAt, countFlagged, f1, prevalence, rocAuc } from './statistics/ranking.ts';
import type { Scores } from './statistics/ranking.ts';
import type { ThresholdControl } from './threshold-control.ts';

/** What the champion does today, before anything is retrained. Certification rows are not in any of it. */
export interface Baseline {
  /** Prompts that were scored; for given or reported false positives, as many as would hold them at the rate of natural traffic. */
  readonly mined: number;
  /** Flagged rows that may be learned from. */
  readonly falsePositives: number;
  /** Flagged rows that look like attacks, for people to decide on. Like those ruled out, part of the rates: their label says benign. */
  readonly doubts: number;
  /** Flagged rows that people said are attacks, or nothing to learn from. */
  readonly ruledOut: number;
  /** Of natural traffic: the mining pool, or the tuning slice where the false positives were mined elsewhere. */
  readonly falsePositiveRate: number;
  /** Deployed: every figure is at it. */
  readonly threshold: number;
  /** Every category of the taxonomy, those without a false positive as 0. */
  readonly byCategory: Readonly<Record<string, number>>;
  readonly bySource: Readonly<Record<string, number>>;
  readonly measured: ChampionMeasurements;
  readonly coverage: CoverageCurve;
  readonly control: ThresholdControl;
}

/** Each set by itself: natural and hard benign prompts are never pooled. Null where there is nothing to measure on. */
export interface ChampionMeasurements {
  readonly naturalMining: MeasuredRate | null;
  readonly naturalTuning: MeasuredRate | null;
  readonly hardNegatives: MeasuredRate | null;
  readonly recall: MeasuredRate | null;
  readonly ranking: RankingMeasurements | null;
}

/** Over both classes of the tuning slice. F1 and calibration depend on the prevalence (malicious share) beside them. */
export interface RankingMeasurements {
  readonly n: number;
  readonly prevalence: number;
  readonly f1: number;
  readonly rocAuc: number;
  readonly expectedCalibrationError: number;
  readonly brierScore: number;
}

/** The champion's scores, set by set. `mining` is empty where the false positives were mined elsewhere. */
export interface ChampionScores {
  readonly mining: Scores;
  readonly tuningBenign: Scores;
  readonly tuningAttacks: Scores;
  readonly hardNegatives: Scores;
}

/** Everything that is measured at the deployed threshold. Errors: HONE_INVALID_INPUT for scores outside [0, 1]. */
export function measureChampion({ mining, tuningBenign, tuningAttacks, hardNegatives }: ChampionScores, threshold: number): ChampionMeasurements {
  const flagged = (scores: Scores): MeasuredRate | null => measuredRate(countFlagged(threshold, scores), scores.length);
  return {
    naturalMining: flagged(mining),
    naturalTuning: flagged(tuningBenign),
    hardNegatives: flagged(hardNegatives),
    recall: flagged(tuningAttacks),
    ranking: tuningBenign.length > 0 && tuningAttacks.length > 0 ? measureRanking(tuningBenign, tuningAttacks, threshold) : null,
  };
}

/** The coverage curve of flagged rows of traffic, by their groups. */
export function coverageOf(rows: readonly { readonly groupId: string }[]): CoverageCurve {
  const sizes = new Map<string, number>();
  for (const { groupId } of rows) sizes.set(groupId, (sizes.get(groupId) ?? 0) + 1);
  return coverageCurve([...sizes.values()]);
}

function measureRanking(benign: Scores, malicious: Scores, threshold: number): RankingMeasurements {
  const confusion = confusionAt(threshold, benign, malicious);
  return {
    n: benign.length + malicious.length,
    prevalence: prevalence(confusion),
    f1: f1(confusion),
    rocAuc: rocAuc(benign, malicious),
    expectedCalibrationError: expectedCalibrationError(benign, malicious),
    brierScore: brierScore(benign, malicious),
  };
}
