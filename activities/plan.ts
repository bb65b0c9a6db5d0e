import { methodAvailability } from '../augmentation/index.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { trainablePairs } from '../domain/contrast-pairs.ts';
import { countBy } from '../domain/count-by.ts';
import { makePlan } from '../domain/planning/make-plan.ts';
import type { PilotReport } from '../domain/planning/pilot-report.ts';
import type { ClassCounts, PlanInput, PlannedSettings } from '../domain/planning/plan-input.ts';
import { chosenStrategy } from '../domain/planning/plan.ts';
import type { Plan } from '../domain/planning/plan.ts';
import { renderRecommendation } from '../domain/render/recommendation.ts';
import type { ProviderStates } from '../domain/providers.ts';
import { onePerGroup } from '../domain/gates.ts';
import { notHeldBack } from '../domain/not-held-back.ts';
import type { Row } from '../domain/row.ts';
import { trainingSplit } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson, putText, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import type { FalsePositive } from './engine/false-positives.ts';
import type { Ports } from './ports.ts';

/** `plan` is the analysis report as JSON, `recommendation` the same as Markdown. */
export type PlanOutputs = 'plan' | 'recommendation';

export interface PlanParameters extends PlannedSettings {
  /** Prompts that were scored to find the false positives. */
  readonly mined: number;
  /** Of the taxonomy. */
  readonly categories: readonly string[];
  /** What the run found of the providers; not there when its methods need none. */
  readonly providers?: ProviderStates;
}

/**
 * The certification rows are only counted: what is proven later must not be looked at now. `pilots`: what short trainings measured, where
 * the run had any. `trainingHardNegatives` and `contrastPairs`: what was written to be learned from, where there is any.
 */
export type PlanInputs = {
  readonly training: ArtifactRef;
  readonly falsePositives: ArtifactRef;
  readonly certification: ArtifactRef;
  readonly pilots?: ArtifactRef;
  readonly trainingHardNegatives?: ArtifactRef;
  readonly contrastPairs?: ArtifactRef;
};
/** `attachments.metrics`: what an earlier training measured (rows/s), where there was one. */
export type PlanJob = StageJob<PlanParameters, PlanInputs>;

/** What the later stages need of the plan: how much to cover and to make. */
export interface PlanDecision {
  readonly strategy: string;
  readonly allocation: Readonly<Record<string, number>>;
  readonly variationsPerFalsePositive: number;
  readonly maliciousAugmentations: number;
  /** Of those there are; not there in plans of Hone before it trained on any. */
  readonly hardNegatives?: number;
  /** Of those there are; not there where none are asked for. */
  readonly contrastPairs?: number;
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
  const { mined, categories, providers, ...settings } = parameters;
  const training = await readRows<Row>(ports, inputs.training);
  const found = await readRows<FalsePositive>(ports, inputs.falsePositives);
  const eligible = found.filter((row) => trainingSplit(row.groupId, settings.seed, settings.cuts) === 'train');
  const metrics = attachments?.metrics && (await readJson<{ rows_per_second?: number }>(ports, attachments.metrics));
  return {
    ...classesOf(training),
    trafficRows: mined,
    falsePositivesByCategory: byCategory(found, categories),
    availableByCategory: byCategory(eligible, categories),
    hardNegativesAvailable: notHeldBack(await rowsIn(ports, inputs.trainingHardNegatives), [...training, ...found], settings.seed, settings.cuts).length,
    contrastPairsAvailable: trainablePairs(await rowsIn(ports, inputs.contrastPairs), [...training, ...found], settings.seed, settings.cuts).length,
    certification: classesOf(onePerGroup(await readRows<Row>(ports, inputs.certification), settings.seed)),
    tokensPerText: meanTokens(eligible),
    rowsPerSecond: metrics?.rows_per_second,
    methods: methodAvailability(settings.methods, providers),
    settings,
    ...(inputs.pilots && { pilots: await readJson<PilotReport>(ports, inputs.pilots) }),
  };
}

async function rowsIn(ports: Ports, table: ArtifactRef | undefined): Promise<Row[]> {
  return table ? readRows<Row>(ports, table) : [];
}

function classesOf(rows: readonly Row[]): ClassCounts {
  const { benign = 0, malicious = 0 } = countBy(rows, ({ label }) => label);
  return { benign, malicious };
}

/** A quarter of the characters: the rule of thumb for English where no tokenizer is asked. */
function meanTokens(rows: readonly Row[]): number | undefined {
  if (rows.length === 0) return undefined;
  const characters = rows.reduce((sum, { text }) => sum + text.length, 0);
  return Math.round(characters / rows.length / 4);
}

/** False positives of every category of the taxonomy, those without a false positive as 0. */
function byCategory(rows: readonly FalsePositive[], categories: readonly string[]): Record<string, number> {
  const counts = countBy(rows, (row) => row.falsePositiveCategory);
  return Object.fromEntries(categories.map((category) => [category, counts[category] ?? 0]));
}

function decisionOf(made: Plan): PlanDecision {
  const { allocation, strategy, hardNegatives, contrastPairs } = chosenStrategy(made);
  return {
    strategy: made.strategy,
    allocation: Object.fromEntries(allocation.map(({ category, covered }) => [category, covered])),
    variationsPerFalsePositive: strategy.variationsPerFalsePositive,
    maliciousAugmentations: strategy.maliciousAugmentations,
    hardNegatives,
    ...(contrastPairs && { contrastPairs }),
  };
}

function headlineOf(made: Plan): string {
  const { strategy, covered, benignAdded, maliciousAdded } = chosenStrategy(made);
  return `${strategy.name}: covers ${covered} of ${made.falsePositives} false positives, adds ${benignAdded} benign and ${maliciousAdded} malicious rows`;
}
