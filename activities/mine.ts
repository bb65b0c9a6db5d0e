import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Baseline } from '../domain/baseline.ts';
import { countBy } from '../domain/count-by.ts';
import { onePerGroup } from '../domain/gates.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { CutSettings, Gate, MineSettings, ModelSettings, ThresholdSettings } from '../domain/profile.ts';
import type { Row } from '../domain/row.ts';
import { siftFalsePositives } from '../domain/sift-false-positives.ts';
import type { Sifted, SiftedFalsePositive } from '../domain/sift-false-positives.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { stratifiedSample } from '../domain/stratified-sample.ts';
import { categoriser } from '../domain/taxonomy.ts';
import type { Neighbour, Taxonomy } from '../domain/taxonomy.ts';
import type { ThresholdControl } from '../domain/threshold-control.ts';
import type { CutOutputs } from './mine/cut-sets.ts';
import { canonicalJson, putJson, putText } from './engine/artifacts.ts';
import { DOUBT_COLUMNS } from './engine/doubts.ts';
import type { Doubt } from './engine/doubts.ts';
import { FALSE_POSITIVE_COLUMNS } from './engine/false-positives.ts';
import { makeStage } from './engine/make.ts';
import { measureBaseline } from './mine/measure-baseline.ts';
import { nearestByGroup } from './mine/nearest-by-group.ts';
import type { EmbeddedCandidates } from './mine/nearest-by-group.ts';
import { frozenDecisions } from './engine/reviews.ts';
import { putRows, readRows } from './engine/rows.ts';
import { readScoredSets } from './mine/scored-sets.ts';
import type { ScoredJob, ScoredRow } from './mine/scored-sets.ts';
import type { Ports } from './ports.ts';

export type MineOutputs = CutOutputs | 'falsePositives' | 'groups' | 'doubts' | 'audit' | 'baseline';

export interface MineParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly threshold: ThresholdSettings;
  /** Those that a moved threshold can change (`gatesOfThreshold`). */
  readonly gates: readonly Gate[];
  readonly mine: MineSettings;
  /** Whose encoder tells what is alike. */
  readonly model: ModelSettings;
  readonly taxonomy: Taxonomy;
}

/**
 * `given`: false positives mined elsewhere. Where it has rows, they are scored instead of the mining pool. `reported`: what people and
 * gateways sent in, scored beside it. `hardNegatives`: benign prompts that look like attacks, measured and never mined. `decisions`:
 * what people said about doubtful texts, JSON lines.
 */
export type MineInputs = {
  readonly training: ArtifactRef;
  readonly traffic: ArtifactRef;
  readonly attacks: ArtifactRef;
  readonly given: ArtifactRef;
  readonly reported?: ArtifactRef;
  readonly hardNegatives?: ArtifactRef;
  readonly decisions?: ArtifactRef;
} & PackageFiles;
export type MineJob = StageJob<MineParameters, MineInputs>;

/** One false positive that stands for its group: siblings of a template teach one thing. */
export interface FalsePositiveGroup extends SiftedFalsePositive {
  /** Flagged rows of traffic in its group; 0 where people reported it and traffic did not show it. */
  readonly weight: number;
}

const SIFTED_COLUMNS = { ...FALSE_POSITIVE_COLUMNS, categoryConfidence: 'double', categoryBy: 'text', attackSimilarity: 'double' } as const;
const GROUP_COLUMNS = { ...SIFTED_COLUMNS, weight: 'integer' } as const;

export interface FinishMineInput extends ScoredJob {
  /** Absent where the data names every category and no resemblance is asked for. */
  readonly embedded?: EmbeddedCandidates;
}

/** What the workflow and later stages need of the baseline; all of it is in the artifact. */
export interface MineSummary extends Pick<Baseline, 'mined' | 'falsePositives' | 'falsePositiveRate' | 'threshold' | 'byCategory'> {
  readonly control: Omit<ThresholdControl, 'gates'>;
}

/**
 * False positives by category, each and one for each group; those that look like attacks apart; a sample for people to check
 * the categories by; the champion's baseline, and the threshold-only control on the tuning slice.
 */
export const finishMine =
  (ports: Ports) =>
  (input: FinishMineInput): Promise<StageOutcome<MineOutputs, MineSummary>> =>
    makeStage(ports, input, async (workshop) => {
      const { parameters, inputs } = input.request;
      const sets = await readScoredSets(ports, input);
      const neighbours = input.embedded ? await nearestByGroup(ports, input.embedded, parameters.mine.neighbours, workshop) : new Map<string, Neighbour[]>();
      const evidence = {
        categorise: categoriser(parameters.taxonomy),
        neighbours,
        attackOfGroup: attackOfGroup(await readRows<Row>(ports, inputs.training)),
        attackSimilarity: parameters.mine.attackSimilarity,
        decisionOn: await frozenDecisions(ports, inputs.decisions),
      };
      const sift = (rows: readonly ScoredRow[]): Sifted => siftFalsePositives(rows.filter((row) => row.score >= sets.threshold), evidence);
      const found = { natural: sift(sets.pool), reported: sift(sets.reported) };
      const falsePositives = [...found.natural.falsePositives, ...found.reported.falsePositives];
      const groups = groupsOf(falsePositives, found.natural.falsePositives, parameters.seed);
      const baseline = measureBaseline(input, sets, found);
      const outputs = {
        ...input.cut,
        falsePositives: await putRows(ports, workshop, 'false-positives', SIFTED_COLUMNS, falsePositives),
        groups: await putRows(ports, workshop, 'groups', GROUP_COLUMNS, groups),
        doubts: await putRows<Doubt>(ports, workshop, 'doubts', DOUBT_COLUMNS, [...found.natural.doubts, ...found.reported.doubts]),
        audit: await putText(ports, auditSample(groups, neighbours, parameters.seed)),
        baseline: await putJson(ports, baseline),
      };
      return { outputs, summary: summaryOf(baseline), headline: baselineHeadline(baseline) };
    });

/** A training attack of each group that has one: ingest put near duplicates of all sets in one group. */
function attackOfGroup(training: readonly Row[]): Map<string, string> {
  return new Map(training.filter((row) => row.label === 'malicious').map(({ groupId, id }) => [groupId, id]));
}

/** The row that stands for each group is chosen by hash; its weight counts the group's rows of traffic. */
function groupsOf(falsePositives: readonly SiftedFalsePositive[], natural: readonly SiftedFalsePositive[], seed: number): FalsePositiveGroup[] {
  const weights = new Map(Object.entries(countBy(natural, (row) => row.groupId)));
  return onePerGroup(falsePositives, seed).map((row) => ({ ...row, weight: weights.get(row.groupId) ?? 0 }));
}

const AUDITED_ROWS = 50;

/** For people who check the categories, as JSON lines; without the texts, which the false positives have. */
function auditSample(groups: readonly FalsePositiveGroup[], neighbours: ReadonlyMap<string, readonly Neighbour[]>, seed: number): string {
  const lines = stratifiedSample(groups, (row) => row.falsePositiveCategory, AUDITED_ROWS, seed).map(({ id, groupId, falsePositiveCategory, categoryConfidence, categoryBy, attackSimilarity }) =>
    canonicalJson({ id, category: falsePositiveCategory, confidence: categoryConfidence, by: categoryBy, nearestAttack: neighbours.get(groupId)?.[0]?.id ?? null, attackSimilarity }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function summaryOf({ mined, falsePositives, falsePositiveRate, threshold, byCategory, control }: Baseline): MineSummary {
  const { deployed, wouldPass, sentence } = control;
  return { mined, falsePositives, falsePositiveRate, threshold, byCategory, control: { threshold: control.threshold, deployed, wouldPass, sentence } };
}

function baselineHeadline({ falsePositives, doubts, ruledOut, mined, falsePositiveRate, coverage, control }: Baseline): string {
  const flagged = `${falsePositives + doubts + ruledOut} false positives in ${mined} prompts (${(100 * falsePositiveRate).toFixed(2)} %)`;
  const review = doubts > 0 ? [`${doubts} look like attacks and wait for review`] : [];
  const verdict = control.wouldPass ? `no retraining is needed: the threshold ${control.threshold} alone passes` : 'moving the threshold alone is not enough';
  return [flagged, ...review, `${coverage.groups} groups to learn from`, verdict].join('; ');
}
