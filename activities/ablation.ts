import { methodAvailability } from '../augmentation/index.ts';
import { ablationReport } from '../domain/ablation/ablation-report.ts';
import type { AblationReport, ArmScores, TrainedArm } from '../domain/ablation/ablation-report.ts';
import type { Arm } from '../domain/ablation/arms.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { AblationSettings, AugmentationSettings, CutSettings, LlmCostSettings, ModelSettings, TrainSettings } from '../domain/profile.ts';
import type { ProviderStates } from '../domain/providers.ts';
import { percent } from '../domain/render/numbers.ts';
import type { Row } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { StartFiles } from './pilot.ts';
import type { Ports } from './ports.ts';

export interface AblationParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly ablation: AblationSettings;
  /** The false-positive rate that the profile's gate allows: where recall is told. */
  readonly limit: number;
  readonly augmentation: AugmentationSettings;
  /** What the run found of the providers, and how it asks its language model; not there when its methods need none. */
  readonly providers?: ProviderStates;
  readonly llm?: LlmCostSettings;
  readonly nearDuplicateJaccard: number;
  readonly model: ModelSettings;
  readonly train: TrainSettings;
}

export type AblationInputs = Readonly<Record<'training' | 'falsePositives' | 'tuning', ArtifactRef>> & { readonly doubts?: ArtifactRef } & PackageFiles & Partial<StartFiles>;
export type AblationJob = StageJob<AblationParameters, AblationInputs>;

/** An arm, trained once with each seed. */
export interface TrainedSeeds {
  readonly arm: Arm;
  readonly seeds: readonly TrainedSeed[];
}

/** What one training was given, and its scores of the evaluation rows and, where any are held out, of the false positives. */
export interface TrainedSeed {
  readonly rows: number;
  readonly variations: number;
  readonly evaluation: ArtifactRef;
  readonly heldOut?: ArtifactRef;
}

export interface FinishAblationInput extends AblationJob {
  readonly covered: number;
  readonly evaluation: ArtifactRef;
  readonly heldOut: ArtifactRef;
  readonly championScores: readonly ArtifactRef[];
  readonly trained: readonly TrainedSeeds[];
}

/** Measures every arm beside the control. The certification sets are not touched. */
export const finishAblation =
  (ports: Ports) =>
  (input: FinishAblationInput): Promise<StageOutcome<'ablation', { arms: number }>> =>
    makeStage(ports, input, async () => {
      const { parameters, inputs } = input.request;
      const rows = await readRows<Row>(ports, input.evaluation);
      const [benign, attacks] = [rows.filter((row) => row.label === 'benign'), rows.filter((row) => row.label === 'malicious')];
      const heldOut = await readRows<Row>(ports, input.heldOut);
      const champion = await scoresById(ports, input.championScores);
      const of = (some: readonly Row[], scores: ReadonlyMap<string, number>): number[] => some.map((row) => scores.get(row.id)!);
      const { threshold } = await readJson<HoneJson>(ports, inputs.honeJson);
      const scoresOf = async ({ evaluation, heldOut: asked }: TrainedSeed): Promise<ArmScores> => {
        const scores = await scoresById(ports, [evaluation]);
        return { benign: of(benign, scores), attacks: of(attacks, scores), heldOut: asked ? of(heldOut, await scoresById(ports, [asked])) : [] };
      };
      const arms: TrainedArm[] = [];
      for (const { arm, seeds } of input.trained) {
        const scores: ArmScores[] = [];
        for (const seed of seeds) scores.push(await scoresOf(seed));
        arms.push({ arm, trained: seeds.map(({ rows: count, variations }) => ({ rows: count, variations })), scores });
      }
      const groups = { benign: groupsOf(benign), attacks: groupsOf(attacks), heldOut: groupsOf(heldOut) };
      const report = ablationReport({
        limit: parameters.limit,
        covered: input.covered,
        rows: parameters.ablation.rows,
        unavailable: methodAvailability(parameters.augmentation.methods, parameters.providers).flatMap(({ method, available, reason = '' }) => (available ? [] : [{ method, reason }])),
        champion: { threshold, benign: of(benign, champion), attacks: of(attacks, champion) },
        groups,
        arms,
      });
      return { outputs: { ablation: await putJson(ports, report) }, summary: { arms: report.arms.length }, headline: headlineOf(report) };
    });

function groupsOf(rows: readonly Row[]): string[] {
  return rows.map((row) => row.groupId);
}

function headlineOf({ champion, arms, seeds }: AblationReport): string {
  const best = arms.reduce((least, arm) => (arm.falsePositiveRate < least.falsePositiveRate ? arm : least));
  return `${arms.length} arms × ${seeds} seeds: false-positive rate ${percent(champion.falsePositives.rate, 2)} now, ${percent(best.falsePositiveRate, 2)} at best (${best.name})`;
}
