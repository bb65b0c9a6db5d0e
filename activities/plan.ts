import { methodAvailability } from '../augmentation/index.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { countBy } from '../domain/count-by.ts';
import { makePlan } from '../domain/planning/make-plan.ts';
import { chosenStrategy } from '../domain/planning/plan.ts';
import type { Plan, PlanInput } from '../domain/planning/plan.ts';
import type { AssembleSettings, AugmentationSettings, CutSettings, PlanSettings, TrainSettings } from '../domain/profile.ts';
import { renderRecommendation } from '../domain/render/recommendation.ts';
import type { Row } from '../domain/row.ts';
import { trainingSplit } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { withShippedStrategies } from '../domain/strategies.ts';
import { putJson, putText, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import type { FalsePositive } from './engine/false-positives.ts';
import type { Ports } from './ports.ts';

export type PlanOutputs = 'plan' | 'recommendation';

export interface PlanParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly plan: PlanSettings;
  readonly methods: AugmentationSettings['methods'];
  readonly assemble: AssembleSettings;
  readonly train: TrainSettings;
  readonly falsePositiveLimit: number;
  /** Prompts that were scored to find the false positives. */
  readonly mined: number;
  /** Of the taxonomy. */
  readonly categories: readonly string[];
}

export type PlanInputs = { readonly training: ArtifactRef; readonly falsePositives: ArtifactRef };
/** `attachments.metrics`: what an earlier training measured (rows/s), where there was one. */
export type PlanJob = StageJob<PlanParameters, PlanInputs>;

/** What the later stages need of the plan: how much to cover and to make. */
export interface PlanDecision {
  readonly strategy: string;
  readonly allocation: Readonly<Record<string, number>>;
  readonly variationsPerFalsePositive: number;
  readonly maliciousAugmentations: number;
}

/** The table of strategies, what is wrong with the chosen one, and the recommendation in Markdown. */
export const plan =
  (ports: Ports) =>
  (job: PlanJob): Promise<StageOutcome<PlanOutputs, PlanDecision>> =>
    makeStage(ports, job, async () => {
      const made = makePlan(await planInput(ports, job));
      const outputs = { plan: await putJson(ports, made), recommendation: await putText(ports, renderRecommendation(made)) };
      return { outputs, summary: decisionOf(made), headline: headlineOf(made) };
    });

async function planInput(ports: Ports, { request: { parameters, inputs }, attachments }: PlanJob): Promise<PlanInput> {
  const training = await readRows<Row>(ports, inputs.training);
  const found = await readRows<FalsePositive>(ports, inputs.falsePositives);
  const eligible = found.filter((row) => trainingSplit(row.groupId, parameters.seed, parameters.cuts) === 'train');
  const labels = countBy(training, (row) => row.label);
  const replayed = replayedRows(labels.benign ?? 0, labels.malicious ?? 0, parameters);
  return {
    ...replayed,
    trafficRows: parameters.mined,
    falsePositivesByCategory: byCategory(found, parameters.categories),
    availableByCategory: byCategory(eligible, parameters.categories),
    strategies: withShippedStrategies(parameters.plan.strategies),
    strategy: parameters.plan.strategy,
    falsePositiveRateLimit: parameters.falsePositiveLimit,
    methods: methodAvailability(parameters.methods),
    includeSources: parameters.assemble.includeSources,
    training: {
      epochs: parameters.train.epochs,
      batchSize: parameters.train.batchSize,
      trainShare: parameters.assemble.replayRows === 'all' ? parameters.cuts.train : 1,
      rowsPerSecond: attachments?.metrics ? (await readJson<{ rows_per_second?: number }>(ports, attachments.metrics)).rows_per_second : undefined,
    },
    impact: parameters.plan.impact,
  };
}

/** Training rows that take part: all, or the replayed sample in the classes' own proportion. */
function replayedRows(benign: number, malicious: number, { assemble }: PlanParameters): { benign: number; malicious: number } {
  if (assemble.replayRows === 'all' || assemble.replayRows >= benign + malicious) return { benign, malicious };
  const share = benign / (benign + malicious);
  const replayedBenign = Math.round(assemble.replayRows * share);
  return { benign: replayedBenign, malicious: assemble.replayRows - replayedBenign };
}

/** Every category of the taxonomy, those without a false positive as 0. */
function byCategory(rows: readonly FalsePositive[], categories: readonly string[]): Record<string, number> {
  const counts = countBy(rows, (row) => row.falsePositiveCategory);
  return Object.fromEntries(categories.map((category) => [category, counts[category] ?? 0]));
}

function decisionOf(made: Plan): PlanDecision {
  const { allocation, strategy } = chosenStrategy(made);
  return {
    strategy: made.strategy,
    allocation: Object.fromEntries(allocation.map(({ category, covered }) => [category, covered])),
    variationsPerFalsePositive: strategy.variationsPerFalsePositive,
    maliciousAugmentations: strategy.maliciousAugmentations,
  };
}

function headlineOf(made: Plan): string {
  const { strategy, covered, benignAdded, maliciousAdded } = chosenStrategy(made);
  return `${strategy.name}: covers ${covered} of ${made.falsePositives} false positives, adds ${benignAdded} benign and ${maliciousAdded} malicious rows`;
}
