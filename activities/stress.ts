import { perturbationFamilies } from '../augmentation/perturbation-families.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { StressSettings } from '../domain/profile.ts';
import { percent } from '../domain/render/numbers.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import type { NamedOutcome } from '../domain/stress/adaptive-attack.ts';
import { measureStress } from '../domain/stress/measure-stress.ts';
import type { Model } from '../domain/stress/measure-stress.ts';
import type { StressReport } from '../domain/stress/stress-report.ts';
import type { StressedRow } from '../domain/stress/stressed-row.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readAll } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';
import type { ChosenSummary, StressTables } from './stress/choose-stressed.ts';

export type StressParameters = Required<StressSettings> & { readonly seed: number; readonly champion: PackageFiles };
/** `tuning`: rows that no training saw, though the threshold was placed on them; `unseen`: rows of whole sources that none saw, where the run has any. */
export type StressInputs = { readonly tuning: ArtifactRef; readonly unseen?: ArtifactRef } & PackageFiles;
export type StressJob = StageJob<StressParameters, StressInputs>;

export interface FinishStressInput extends StressJob {
  readonly chosen: Pick<StageOutcome<StressTables, ChosenSummary>, 'outputs' | 'summary'>;
  /** Scores of `attacks` and `benign` by each model. */
  readonly scores: Readonly<Record<Model, readonly ArtifactRef[]>>;
  /** Scores of `middle` by the challenger without its normaliser; empty where it has none. */
  readonly bare: readonly ArtifactRef[];
  readonly outcomes: Readonly<Record<Model, readonly ArtifactRef[]>>;
}

/** Counts what became of both models' decisions. The certification sets are not touched. */
export const finishStress =
  (ports: Ports) =>
  (input: FinishStressInput): Promise<StageOutcome<'stress', { readonly attacks: number }>> =>
    makeStage(ports, input, async () => {
      const { parameters, inputs } = input.request;
      const { outputs: tables, summary } = input.chosen;
      const challenger = await readJson<HoneJson>(ports, inputs.honeJson);
      const champion = await readJson<HoneJson>(ports, parameters.champion.honeJson);
      const flags = async (scores: readonly ArtifactRef[], { threshold }: HoneJson): Promise<Map<string, boolean>> => new Map([...(await scoresById(ports, scores))].map(([id, score]) => [id, score >= threshold]));
      const hidden = perturbationFamilies(challenger.maxTokens).filter(({ kinds }) => kinds.every(({ hidesFromModel }) => hidesFromModel));
      const report = measureStress({
        seed: parameters.seed,
        rows: await readAll<StressedRow>(ports, [tables.attacks, tables.benign]),
        severities: parameters.severities,
        hidden: new Set(hidden.map(({ name }) => name)),
        flags: { champion: await flags(input.scores.champion, champion), challenger: await flags(input.scores.challenger, challenger) },
        bare: summary.normaliser === 'none' ? null : { normaliser: summary.normaliser, flags: await flags(input.bare, challenger) },
        unseenAttacks: summary.unseenAttacks,
        adaptive: {
          queries: parameters.adaptive.queries,
          champion: await readAll<NamedOutcome>(ports, input.outcomes.champion),
          challenger: await readAll<NamedOutcome>(ports, input.outcomes.challenger),
        },
      });
      return { outputs: { stress: await putJson(ports, report) }, summary: { attacks: report.chosen.attacks }, headline: headlineOf(report) };
    });

function headlineOf({ middle, overall, adaptive: { challenger } }: StressReport): string {
  const at = overall.find(({ severity }) => severity === middle);
  const disguised = at ? `recall on disguised attacks ${percent(at.recall.challenger)} (champion ${percent(at.recall.champion)}), ` : '';
  return `${disguised}${challenger.gotPast} of ${challenger.caught.count} got past after adapting`;
}
