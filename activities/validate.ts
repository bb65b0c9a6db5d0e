import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { fitThreshold } from '../domain/fit-threshold.ts';
import { certificationGates } from '../domain/gate-set.ts';
import { judgeGate, overallVerdict } from '../domain/gates.ts';
import type { GateResult } from '../domain/gates.ts';
import type { Gate, ThresholdSettings } from '../domain/profile.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import type { WeightFiles } from '../domain/package-files.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { confusionAt, rocAuc } from '../domain/statistics/ranking.ts';
import { HoneError } from '../domain/errors.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

export type ValidateOutputs = 'gates';

export interface ValidateParameters {
  readonly seed: number;
  readonly gates: readonly Gate[];
  readonly threshold: ThresholdSettings;
  readonly maxTokens: number;
}

export type ValidateInputs = { readonly tuning: ArtifactRef; readonly test: ArtifactRef } & WeightFiles;
export type ValidateJob = StageJob<ValidateParameters, ValidateInputs>;

export interface FinishValidateInput extends ValidateJob {
  readonly tuningScores: ArtifactRef;
  readonly testScores: ArtifactRef;
}

export type ValidateSummary = Omit<Validation, 'gates'>;

export interface Validation {
  /** `stop` when a blocking gate already fails on data that may be looked at: no certification look is spent. */
  readonly decision: 'go' | 'stop';
  readonly threshold: number;
  readonly gates: readonly GateResult[];
  readonly tuningRocAuc: number;
  /** Mined false positives whose groups were never trained on, and how many the challenger still flags. */
  readonly unseenFalsePositives: { readonly rows: number; readonly stillFlagged: number };
}

/** Places a threshold on the tuning slice and judges every rate gate on tuning and test; decides go or stop. */
export const finishValidate =
  (ports: Ports) =>
  (input: FinishValidateInput): Promise<StageOutcome<ValidateOutputs, ValidateSummary>> =>
    makeStage(ports, input, async () => {
      const { tuning, test } = input.request.inputs;
      const tuned = await scored<Row>(ports, tuning, input.tuningScores);
      const tested = await scored<TrainingRow>(ports, test, input.testScores);
      const validation = judge(tuned, tested, input.request.parameters);
      const { rows, stillFlagged } = validation.unseenFalsePositives;
      const headline = `${validation.decision}: ${rows - stillFlagged} of ${rows} unseen false positives mended, AUC ${validation.tuningRocAuc.toFixed(4)} on tuning`;
      const { decision, threshold, unseenFalsePositives, tuningRocAuc } = validation;
      return { outputs: { gates: await putJson(ports, validation) }, summary: { decision, threshold, unseenFalsePositives, tuningRocAuc }, headline };
    });

type Scored<T> = T & { readonly score: number };

async function scored<T extends Row>(ports: Ports, rows: ArtifactRef, scores: ArtifactRef): Promise<Scored<T>[]> {
  const byId = await scoresById(ports, [scores]);
  return (await readRows<T>(ports, rows)).map((row) => ({ ...row, score: byId.get(row.id)! }));
}

function judge(tuning: readonly Scored<Row>[], test: readonly Scored<TrainingRow>[], { seed, gates: all, threshold: settings }: ValidateParameters): Validation {
  const gates = certificationGates(all);
  const limit = gates.find((gate) => gate.quantity === 'false-positive-rate')?.limit ?? 0.01;
  const threshold = fitThreshold(tuning, { ...settings, limit, seed });
  if (threshold === undefined) throw new HoneError('HONE_INVALID_INPUT', 'cuts.trafficTuning: too few tuning prompts to place a threshold; cut a larger tuning slice.');
  const unseen = test.filter((row) => row.origin === 'false-positive');
  const original = test.filter((row) => row.origin === 'original');
  const results = [...judgeRates('tuning', tuning, threshold, gates), ...judgeRates('test', original, threshold, gates)];
  return {
    decision: overallVerdict(results.filter((result) => result.gate.name.startsWith('tuning'))) === 'fail' ? 'stop' : 'go',
    threshold,
    gates: results,
    tuningRocAuc: rocAuc(of(tuning, 'benign'), of(tuning, 'malicious')),
    unseenFalsePositives: { rows: unseen.length, stillFlagged: unseen.filter((row) => row.score >= threshold).length },
  };
}

function judgeRates(set: string, rows: readonly Scored<Row>[], threshold: number, gates: readonly Gate[]): GateResult[] {
  const { falsePositives, trueNegatives, truePositives, falseNegatives } = confusionAt(threshold, of(rows, 'benign'), of(rows, 'malicious'));
  return gates.flatMap((gate) => {
    const named = { ...gate, name: `${set}: ${gate.name}` };
    if (gate.quantity === 'false-positive-rate') return [judgeGate(named, { kind: 'rate', count: falsePositives, n: falsePositives + trueNegatives }, 1)];
    if (gate.quantity === 'recall') return [judgeGate(named, { kind: 'rate', count: truePositives, n: truePositives + falseNegatives }, 1)];
    return [];
  });
}

function of(rows: readonly Scored<Row>[], label: Row['label']): number[] {
  return rows.filter((row) => row.label === label).map((row) => row.score);
}
