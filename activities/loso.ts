import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { losoReport } from '../domain/loso/loso-report.ts';
import type { LosoReport, RotationInput } from '../domain/loso/loso-report.ts';
import type { RotationScores } from '../domain/loso/measure-rotation.ts';
import type { WholeRecipe } from '../domain/loso/recipe-settings.ts';
import type { AugmentationSettings, CutSettings, LlmCostSettings, LosoSettings, ModelSettings, Rotation, TrainSettings } from '../domain/profile.ts';
import type { ProviderStates } from '../domain/providers.ts';
import type { Row } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { scoresById } from './engine/scores-by-id.ts';
import type { Ports } from './ports.ts';

export interface LosoParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly loso: Omit<LosoSettings, 'recipes'>;
  readonly recipes: readonly WholeRecipe[];
  /** The false-positive rate that a shipped threshold aims at. */
  readonly limit: number;
  /** The threshold that each rotation's champion is deployed with. */
  readonly deployed: number;
  readonly augmentation: AugmentationSettings;
  /** What the run found of the providers, and how it asks its language model; not there when its methods need none. */
  readonly providers?: ProviderStates;
  readonly llm?: LlmCostSettings;
  readonly nearDuplicateJaccard: number;
  readonly model: ModelSettings;
  /** How each rotation's champion is trained. */
  readonly bootstrap: TrainSettings;
}

/** `mining`: the mining pool. `doubts`: training rows that wait for a person's decision on their label. */
export type LosoInputs = Readonly<Record<'training' | 'mining' | 'tuning', ArtifactRef>> & Readonly<Partial<Record<'trainingHardNegatives' | 'contrastPairs' | 'doubts', ArtifactRef>>>;
export type LosoJob = StageJob<LosoParameters, LosoInputs>;

/** One rotation, trained: scores of its evaluation rows by the champion and by each recipe. */
export interface TrainedRotation {
  readonly rotation: Rotation;
  readonly learned: number;
  readonly falsePositives: number;
  readonly evaluation: ArtifactRef;
  readonly champion: ArtifactRef;
  readonly recipes: readonly { readonly name: string; readonly trainedRows: number; readonly scores: ArtifactRef }[];
}

export interface FinishLosoInput extends LosoJob {
  readonly trained: readonly TrainedRotation[];
}

/** Measures champion and recipes on the sources each rotation left out. The certification sets are not touched. */
export const finishLoso =
  (ports: Ports) =>
  (input: FinishLosoInput): Promise<StageOutcome<'loso', { holding: readonly string[] }>> =>
    makeStage(ports, input, async () => {
      const { limit, deployed } = input.request.parameters;
      const rotations: RotationInput[] = [];
      for (const each of input.trained) rotations.push(await scoredRotation(ports, each, deployed));
      const report = losoReport(rotations, limit);
      const holding = report.recipes.filter(({ holds }) => holds).map(({ name }) => name);
      return { outputs: { loso: await putJson(ports, report) }, summary: { holding }, headline: headlineOf(report, holding) };
    });

async function scoredRotation(ports: Ports, { rotation, learned, falsePositives, evaluation, champion, recipes }: TrainedRotation, deployed: number): Promise<RotationInput> {
  const rows = await readRows<Row>(ports, evaluation);
  const isUnseen = ({ label, source }: Row): boolean => rotation[label].includes(source);
  const part = (unseen: boolean, label: Row['label']): Row[] => rows.filter((row) => row.label === label && isUnseen(row) === unseen);
  const parts = { unseenBenign: part(true, 'benign'), unseenAttacks: part(true, 'malicious'), tuningBenign: part(false, 'benign'), tuningAttacks: part(false, 'malicious') };
  const scoresOf = async (ref: ArtifactRef): Promise<RotationScores> => {
    const scores = await scoresById(ports, [ref]);
    const of = (some: readonly Row[]): number[] => some.map((row) => scores.get(row.id)!);
    return { unseenBenign: of(parts.unseenBenign), unseenAttacks: of(parts.unseenAttacks), tuningBenign: of(parts.tuningBenign), tuningAttacks: of(parts.tuningAttacks) };
  };
  const groupsOf = (some: readonly Row[]): string[] => some.map((row) => row.groupId);
  const scored: RotationInput['recipes'][number][] = [];
  for (const { scores, ...recipe } of recipes) scored.push({ ...recipe, scores: await scoresOf(scores) });
  return {
    rotation,
    learned,
    falsePositives,
    groups: { unseenBenign: groupsOf(parts.unseenBenign), unseenAttacks: groupsOf(parts.unseenAttacks) },
    deployed,
    champion: await scoresOf(champion),
    recipes: scored,
  };
}

function headlineOf({ rotations, recipes }: LosoReport, holding: readonly string[]): string {
  const held = holding.length > 0 ? `holding on unseen sources: ${holding.join(', ')}` : 'none holds on unseen sources';
  return `${rotations.length} rotations × ${recipes.length} recipes; ${held}`;
}
