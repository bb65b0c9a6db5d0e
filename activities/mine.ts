import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { coverageOf, measureChampion } from '../domain/baseline.ts';
import type { Baseline } from '../domain/baseline.ts';
import { countBy } from '../domain/count-by.ts';
import { onePerGroup } from '../domain/gates.ts';
import { miningPool } from '../domain/mining-pool.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { CutSettings, Gate, ThresholdSettings } from '../domain/profile.ts';
import type { Row, Score } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { FALSE_POSITIVE_CATEGORIES, falsePositiveCategory } from '../domain/taxonomy.ts';
import { thresholdOnlyControl } from '../domain/threshold-control.ts';
import type { ThresholdControl } from '../domain/threshold-control.ts';
import type { CutOutputs } from './cut-sets.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { putRows, readAll, readRows, ROW_COLUMNS } from './engine/rows.ts';
import type { Ports } from './ports.ts';

export type MineOutputs = CutOutputs | 'falsePositives' | 'groups' | 'baseline';

export interface MineParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly threshold: ThresholdSettings;
  /** Those that a moved threshold can change (`gatesOfThreshold`). */
  readonly gates: readonly Gate[];
}

/**
 * `given`: false positives mined elsewhere. Where it has rows, they are scored instead of the mining pool. `reported`: what people and
 * gateways sent in, scored beside it. `hardNegatives`: benign prompts that look like attacks, measured and never mined.
 */
export type MineInputs = {
  readonly traffic: ArtifactRef;
  readonly attacks: ArtifactRef;
  readonly given: ArtifactRef;
  readonly reported?: ArtifactRef;
  readonly hardNegatives?: ArtifactRef;
} & PackageFiles;
export type MineJob = StageJob<MineParameters, MineInputs>;

/** A false positive of the champion, from the mining pool only. */
export interface FalsePositive extends Row {
  readonly score: number;
  readonly falsePositiveCategory: string;
}

/** One false positive that stands for its group: siblings of a template teach one thing. */
export interface FalsePositiveGroup extends FalsePositive {
  /** Flagged rows of traffic in its group; 0 where people reported it and traffic did not show it. */
  readonly weight: number;
}

export const FALSE_POSITIVE_COLUMNS = { ...ROW_COLUMNS, score: 'double', falsePositiveCategory: 'text' } as const;
export const GROUP_COLUMNS = { ...FALSE_POSITIVE_COLUMNS, weight: 'integer' } as const;

export interface FinishMineInput extends MineJob {
  readonly cut: Readonly<Record<CutOutputs, ArtifactRef>>;
  readonly miningScores: readonly ArtifactRef[];
  readonly tuningScores: readonly ArtifactRef[];
  readonly reportedScores?: readonly ArtifactRef[];
  readonly hardNegativeScores?: readonly ArtifactRef[];
}

/** What the workflow and later stages need of the baseline; all of it is in the artifact. */
export interface MineSummary extends Pick<Baseline, 'mined' | 'falsePositives' | 'falsePositiveRate' | 'threshold' | 'byCategory'> {
  readonly control: Omit<ThresholdControl, 'gates'>;
}

/**
 * False positives by category, each and one for each group, the champion's baseline, and the threshold-only control on the
 * tuning slice.
 */
export const finishMine =
  (ports: Ports) =>
  (input: FinishMineInput): Promise<StageOutcome<MineOutputs, MineSummary>> =>
    makeStage(ports, input, async (workshop) => {
      const { threshold } = await readJson<HoneJson>(ports, input.request.inputs.honeJson);
      const scored = await readScored(ports, input);
      const [natural, reported] = [flagged(scored.pool, threshold), flagged(scored.reported, threshold)];
      const falsePositives = [...natural, ...reported];
      const baseline = measureBaseline(input, scored, { natural, falsePositives, threshold });
      const outputs = {
        ...input.cut,
        falsePositives: await putRows(ports, workshop, 'false-positives', FALSE_POSITIVE_COLUMNS, falsePositives),
        groups: await putRows(ports, workshop, 'groups', GROUP_COLUMNS, groupsOf(falsePositives, natural, input.request.parameters.seed)),
        baseline: await putJson(ports, baseline),
      };
      return { outputs, summary: summaryOf(baseline), headline: baselineHeadline(baseline) };
    });

type Scored = Row & { readonly score: number };
type ScoredSets = Readonly<Record<'pool' | 'reported' | 'tuning' | 'hardNegatives', readonly Scored[]>>;

async function readScored(ports: Ports, input: FinishMineInput): Promise<ScoredSets> {
  const { given, reported, hardNegatives } = input.request.inputs;
  const scored = async (rows: ArtifactRef | undefined, scores: readonly ArtifactRef[] = []): Promise<Scored[]> => {
    if (!rows) return [];
    const byId = await scoresById(ports, scores);
    return (await readRows<Row>(ports, rows)).map((row) => ({ ...row, score: byId.get(row.id)! }));
  };
  return {
    pool: await scored(miningPool(given, input.cut.mining), input.miningScores),
    reported: await scored(reported, input.reportedScores),
    tuning: await scored(input.cut.tuning, input.tuningScores),
    hardNegatives: await scored(hardNegatives, input.hardNegativeScores),
  };
}

function flagged(rows: readonly Scored[], threshold: number): FalsePositive[] {
  return rows.filter((row) => row.score >= threshold).map((row) => ({ ...row, falsePositiveCategory: falsePositiveCategory(row.category) }));
}

/** The row that stands for each group is chosen by hash; its weight counts the group's rows of traffic. */
function groupsOf(falsePositives: readonly FalsePositive[], natural: readonly FalsePositive[], seed: number): FalsePositiveGroup[] {
  const weights = new Map(Object.entries(countBy(natural, (row) => row.groupId)));
  return onePerGroup(falsePositives, seed).map((row) => ({ ...row, weight: weights.get(row.groupId) ?? 0 }));
}

interface Found {
  readonly natural: readonly FalsePositive[];
  /** With the reported ones, which are no sample of anything. */
  readonly falsePositives: readonly FalsePositive[];
  readonly threshold: number;
}

function measureBaseline({ request: { inputs, parameters } }: FinishMineInput, { pool, tuning, hardNegatives }: ScoredSets, { natural, falsePositives, threshold }: Found): Baseline {
  const of = (rows: readonly Scored[], label: Row['label']): number[] => rows.filter((row) => row.label === label).map((row) => row.score);
  const scores = {
    mining: inputs.given.rows ? [] : of(pool, 'benign'),
    tuningBenign: of(tuning, 'benign'),
    tuningAttacks: of(tuning, 'malicious'),
    hardNegatives: of(hardNegatives, 'benign'),
  };
  const measured = measureChampion(scores, threshold);
  const rate = (measured.naturalMining ?? measured.naturalTuning)?.rate ?? 0;
  const found = countBy(falsePositives, (row) => row.falsePositiveCategory);
  return {
    mined: rate > 0 ? Math.round(falsePositives.length / rate) : pool.length,
    falsePositives: falsePositives.length,
    falsePositiveRate: rate,
    threshold,
    byCategory: Object.fromEntries(FALSE_POSITIVE_CATEGORIES.map((category) => [category, found[category] ?? 0])),
    bySource: countBy(falsePositives, (row) => row.source),
    measured,
    coverage: coverageOf(natural),
    control: thresholdOnlyControl(tuning, { ...parameters.threshold, gates: parameters.gates, seed: parameters.seed, deployed: threshold }),
  };
}

export async function scoresById(ports: Ports, refs: readonly ArtifactRef[]): Promise<Map<string, number>> {
  const scores = await readAll<Score>(ports, refs);
  return new Map(scores.map(({ id, score }) => [id, score]));
}

function summaryOf({ mined, falsePositives, falsePositiveRate, threshold, byCategory, control }: Baseline): MineSummary {
  const { deployed, wouldPass, sentence } = control;
  return { mined, falsePositives, falsePositiveRate, threshold, byCategory, control: { threshold: control.threshold, deployed, wouldPass, sentence } };
}

function baselineHeadline({ falsePositives, mined, falsePositiveRate, coverage, control }: Baseline): string {
  const found = `${falsePositives} false positives in ${mined} prompts (${(100 * falsePositiveRate).toFixed(2)} %), ${coverage.groups} groups`;
  const verdict = control.wouldPass ? `no retraining is needed: the threshold ${control.threshold} alone passes` : 'moving the threshold alone is not enough';
  return `${found}; ${verdict}`;
}
