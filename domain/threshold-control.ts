import { fitThreshold } from './fit-threshold.ts';
import { certificationGates } from './gate-set.ts';
import { overallVerdict } from './gates.ts';
import type { GateResult } from './gates.ts';
import { judgeCompared } from './judge-compared.ts';
import type { Gate, GateQuantity, ThresholdSettings } from './profile.ts';
import type { Row } from './row.ts';
import { confusionAt, f1, rocAuc } from './statistics/ranking.ts';

export interface ThresholdControlSettings extends ThresholdSettings {
  readonly gates: readonly Gate[];
  readonly seed: number;
  /** The champion's threshold in service. */
  readonly deployed: number;
}

/** Would the champion already pass with only its threshold moved? */
export interface ThresholdControl {
  /** Where it would have to be; null when the tuning slice is too small to say. */
  readonly threshold: number | null;
  readonly deployed: number;
  readonly wouldPass: boolean;
  readonly sentence: string;
  /** Every gate that a threshold can move, judged on the tuning slice at the moved threshold. */
  readonly gates: readonly GateResult[];
}

/** The champion's scores of the tuning slice: benign traffic and attacks. */
export type TuningRow = Row & { readonly score: number };

/**
 * Places a threshold on the tuning slice as `convert` does and judges the gates there as `certify` does, against the
 * champion as it is deployed. The slice is placed and measured on at once, which is fair: the order statistic bounds the
 * true false-positive rate. Blocking gates decide. Errors: HONE_INVALID_INPUT.
 */
export function thresholdOnlyControl(rows: readonly TuningRow[], { gates, deployed, seed, aim, delta }: ThresholdControlSettings): ThresholdControl {
  const movable = gatesOfThreshold(gates);
  const limit = movable.find((gate) => gate.quantity === 'false-positive-rate')?.limit;
  const [benign, malicious] = [scoresOf(rows, 'benign'), scoresOf(rows, 'malicious')];
  const threshold = limit === undefined ? undefined : fitThreshold(rows, { aim, delta, limit, seed });
  if (threshold === undefined) return unknown(deployed, `${benign.length} benign tuning prompts are too few to place a threshold`);
  if (malicious.length === 0) return unknown(deployed, 'there are no tuning attacks to measure recall on');
  const compared = rows.map((row) => ({ ...row, champion: row.score, challenger: row.score }));
  const measured = { f1: f1(confusionAt(threshold, benign, malicious)), rocAuc: rocAuc(benign, malicious) };
  const results = judgeCompared(compared, { champion: deployed, challenger: threshold }, { gates: movable, looks: 1, seed, challenger: measured });
  // Where every gate only warns nothing was asked for, and so nothing is shown.
  const wouldPass = results.some(({ gate }) => gate.effect === 'blocks') && overallVerdict(results) === 'pass';
  return { threshold, deployed, wouldPass, sentence: sentenceOf(threshold, deployed, results, wouldPass), gates: results };
}

/** The gates on what a threshold can move: not size, not latency, and nothing that is measured on other rows than certification's. */
export function gatesOfThreshold(gates: readonly Gate[]): Gate[] {
  return certificationGates(gates).filter((gate) => MOVABLE.has(gate.quantity));
}

const MOVABLE: ReadonlySet<GateQuantity> = new Set<GateQuantity>(['false-positive-rate', 'recall', 'false-positive-rate-difference', 'recall-difference', 'f1', 'roc-auc']);

function sentenceOf(threshold: number, deployed: number, results: readonly GateResult[], wouldPass: boolean): string {
  const moved = `With its threshold moved from ${deployed} to ${threshold} the champion`;
  if (wouldPass) return `${moved} passes every blocking gate on the tuning slice: no retraining is needed.`;
  const unmet = results.filter(({ gate, verdict }) => gate.effect === 'blocks' && verdict !== 'pass').map(({ sentence }) => sentence);
  return `${moved} does not pass, so moving the threshold alone is not enough. ${unmet.join(' ')}`;
}

function unknown(deployed: number, reason: string): ThresholdControl {
  return { threshold: null, deployed, wouldPass: false, sentence: `Whether moving the threshold alone would pass is unknown: ${reason}.`, gates: [] };
}

function scoresOf(rows: readonly TuningRow[], label: Row['label']): number[] {
  return rows.filter((row) => row.label === label).map((row) => row.score);
}
