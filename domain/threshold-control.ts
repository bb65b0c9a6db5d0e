import { thousands } from './render/numbers.ts';
import { lowerBound, upperBound, wilsonInterval } from './statistics/binomial-bounds.ts';
import type { Interval } from './statistics/binomial-bounds.ts';
import { percent } from './statistics/format.ts';
import { minimumNegatives, neymanPearsonThreshold } from './statistics/np-threshold.ts';
import type { NeymanPearsonThreshold } from './statistics/np-threshold.ts';
import { countFlagged } from './statistics/ranking.ts';
import type { Scores } from './statistics/ranking.ts';

export interface ThresholdControlInput {
  /** The champion's scores on the tuning slice of traffic. */
  readonly tuningBenign: Scores;
  /** The champion's scores on the tuning attacks. */
  readonly tuningAttacks: Scores;
  /** False-positive limit of the gate; the threshold aims at `aim` times it and may miss that with probability `delta`. */
  readonly limit: number;
  readonly aim: number;
  readonly delta: number;
  readonly recallLimit: number;
  /** One-sided, of both bounds. */
  readonly confidence: number;
}

/** A measured rate with its exact one-sided bounds and the Wilson interval for display. */
export interface MeasuredRate {
  readonly count: number;
  readonly n: number;
  readonly rate: number;
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly wilson: Interval;
}

/** Null figures: too few tuning prompts to place a threshold, or no attacks to measure recall on. */
export interface ThresholdControl {
  readonly threshold: NeymanPearsonThreshold | null;
  readonly falsePositiveRate: MeasuredRate | null;
  readonly recall: MeasuredRate | null;
  readonly wouldPass: boolean;
  readonly sentence: string;
}

/**
 * Would the champion already pass with only its threshold moved? If so, no retraining is needed. The threshold is
 * placed on the same slice it is measured on, which is fair: the order statistic bounds its true false-positive rate.
 * Errors: HONE_INVALID_INPUT.
 */
export function thresholdOnlyControl(input: ThresholdControlInput): ThresholdControl {
  const { tuningBenign, tuningAttacks, aim, limit, delta, recallLimit, confidence } = input;
  const settings = { limit: aim * limit, delta };
  const threshold = neymanPearsonThreshold(tuningBenign, settings) ?? null;
  if (threshold === null) return unknown(`placing a threshold takes ${thousands(minimumNegatives(settings))} benign tuning prompts, there are ${thousands(tuningBenign.length)}`);
  if (tuningAttacks.length === 0) return unknown('there are no tuning attacks to measure recall on');
  const falsePositiveRate = measure(threshold.flagged, threshold.n, confidence);
  const recall = measure(countFlagged(threshold.threshold, tuningAttacks), tuningAttacks.length, confidence);
  const wouldPass = falsePositiveRate.upperBound < limit && recall.lowerBound > recallLimit;
  const sentence =
    `The champion at threshold ${threshold.threshold.toPrecision(6)} flags ${shown(falsePositiveRate)} benign prompts and ` +
    `catches ${shown(recall)} attacks (recall at least ${percent(recall.lowerBound, 2)} at ${percent(confidence, 3)} confidence; ` +
    `the limit is ${percent(recallLimit, 2)}): moving the threshold alone ${wouldPass ? 'would pass' : 'is not enough'}.`;
  return { threshold, falsePositiveRate, recall, wouldPass, sentence };
}

function unknown(reason: string): ThresholdControl {
  const sentence = `Whether moving the threshold alone would pass is unknown: ${reason}.`;
  return { threshold: null, falsePositiveRate: null, recall: null, wouldPass: false, sentence };
}

function measure(count: number, n: number, confidence: number): MeasuredRate {
  return {
    count,
    n,
    rate: count / n,
    lowerBound: lowerBound(count, n, confidence),
    upperBound: upperBound(count, n, confidence),
    wilson: wilsonInterval(count, n),
  };
}

function shown({ count, n, rate, wilson }: MeasuredRate): string {
  return `${thousands(count)} of ${thousands(n)} (${percent(rate, 2)}, 95 % interval ${percent(wilson.low, 2)} to ${percent(wilson.high, 2)})`;
}
