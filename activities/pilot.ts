import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles, WeightFiles } from '../domain/package-files.ts';
import type { Pilot } from '../domain/planning/pilot-grid.ts';
import { measureChampion, measurePilot } from '../domain/planning/pilot-report.ts';
import type { PilotMeasurement, PilotReport } from '../domain/planning/pilot-report.ts';
import type { AugmentationSettings, CutSettings, LlmCostSettings, ModelSettings, PilotSettings, TrainSettings } from '../domain/profile.ts';
import type { ProviderStates } from '../domain/providers.ts';
import { percent, thousands } from '../domain/render/numbers.ts';
import type { Row } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

export interface PilotParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly pilot: PilotSettings;
  /** Of the chosen strategy. */
  readonly variationsPerFalsePositive: number;
  readonly augmentation: AugmentationSettings;
  readonly nearDuplicateJaccard: number;
  readonly model: ModelSettings;
  readonly train: TrainSettings;
  /** What the run found of the providers and how its language model is asked; not there when its methods need none. */
  readonly providers?: ProviderStates;
  readonly llm?: LlmCostSettings;
}

/** The champion's package is what is deployed. `start`: its weights, where there are any; pilots continue them as the retraining may. */
/** `doubts`: training rows that wait for a person's decision on their label. */
export type PilotInputs = Readonly<Record<'training' | 'falsePositives' | 'tuning', ArtifactRef>> & { readonly doubts?: ArtifactRef } & PackageFiles & Partial<StartFiles>;
export type StartFiles = { readonly [Name in keyof WeightFiles as `start ${Name}`]: ArtifactRef };
export type PilotJob = StageJob<PilotParameters, PilotInputs>;

/** A pilot that was trained: its scores of the tuning slice and, where any are held out, of the false positives. */
export interface TrainedPilot {
  readonly pilot: Pilot;
  readonly trainedRows: number;
  readonly scores: { readonly tuning: ArtifactRef; readonly heldOut?: ArtifactRef };
}

export interface FinishPilotInput extends PilotJob {
  readonly championScores: readonly ArtifactRef[];
  readonly trained: readonly TrainedPilot[];
}

/** Measures every pilot on the tuning slice beside the champion. The certification sets are not touched. */
export const finishPilot =
  (ports: Ports) =>
  (input: FinishPilotInput): Promise<StageOutcome<'pilots', { pilots: number }>> =>
    makeStage(ports, input, async () => {
      const { inputs, parameters } = input.request;
      const tuning = await readRows<Row>(ports, inputs.tuning);
      const of = (label: Row['label'], scores: ReadonlyMap<string, number>): number[] => tuning.filter((row) => row.label === label).map((row) => scores.get(row.id)!);
      const scored = async (refs: readonly ArtifactRef[]): Promise<{ benign: number[]; attacks: number[] }> => {
        const scores = await scoresById(ports, refs);
        return { benign: of('benign', scores), attacks: of('malicious', scores) };
      };
      const { threshold } = await readJson<HoneJson>(ports, inputs.honeJson);
      const champion = measureChampion(threshold, await scored(input.championScores));
      const pilots: PilotMeasurement[] = [];
      for (const { pilot, trainedRows, scores } of input.trained) {
        const heldOut = scores.heldOut ? [...(await scoresById(ports, [scores.heldOut])).values()] : [];
        pilots.push(measurePilot(pilot, trainedRows, champion, { ...(await scored([scores.tuning])), heldOut }));
      }
      const report: PilotReport = { champion, replayRows: parameters.pilot.replayRows, pilots };
      return { outputs: { pilots: await putJson(ports, report) }, summary: { pilots: pilots.length }, headline: headlineOf(report) };
    });

function headlineOf({ champion, pilots }: PilotReport): string {
  const best = pilots.reduce((least, pilot) => (rateOf(pilot) < rateOf(least) ? pilot : least));
  const made = best.covered === 0 ? 'on old rows alone' : `with ${thousands(best.covered)} covered × ${best.variations}`;
  return `${pilots.length} pilot${pilots.length === 1 ? '' : 's'}: false-positive rate ${percent(champion.falsePositives.rate, 2)} now, at the same recall ${percent(rateOf(best), 2)} at best (${made})`;
}

const rateOf = ({ atChampionRecall }: PilotMeasurement): number => atChampionRecall.falsePositives.rate;
