import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { countBy } from '../domain/count-by.ts';
import { groupBy } from '../domain/group-by.ts';
import { miningPool } from '../domain/mining-pool.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { CutSettings, ThresholdSettings } from '../domain/profile.ts';
import type { Row, Score } from '../domain/row.ts';
import { attackCut, trafficCut } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { countFlagged, rocAuc } from '../domain/statistics/ranking.ts';
import { falsePositiveCategory } from '../domain/taxonomy.ts';
import { thresholdOnlyControl } from '../domain/threshold-control.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { makeStage, makeUnit } from './engine/make.ts';
import { putRows, readAll, readRows, ROW_COLUMNS } from './engine/rows.ts';
import type { HoneJson } from '../domain/package.ts';
import type { Ports } from './ports.ts';

export type CutOutputs = 'mining' | 'tuning' | 'certification';
export type MineOutputs = CutOutputs | 'falsePositives' | 'baseline';

export interface MineParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly threshold: ThresholdSettings;
  readonly falsePositiveLimit: number;
  readonly recallLimit: number;
}

/**
 * `given`: false positives mined elsewhere. Where it has rows, they are scored instead of the mining pool. `reported`: what people and
 * gateways sent in, scored beside it.
 */
export type MineInputs = { readonly traffic: ArtifactRef; readonly attacks: ArtifactRef; readonly given: ArtifactRef; readonly reported?: ArtifactRef } & PackageFiles;
export type MineJob = StageJob<MineParameters, MineInputs>;

/** A false positive of the champion, from the mining pool only. */
export interface FalsePositive extends Row {
  readonly score: number;
  readonly falsePositiveCategory: string;
}

export const FALSE_POSITIVE_COLUMNS = { ...ROW_COLUMNS, score: 'double', falsePositiveCategory: 'text' } as const;

/** Cuts traffic by group in three and attacks in two. The certification rows are not touched again until `certify`. */
export const cutSets =
  (ports: Ports) =>
  ({ request: { inputs, parameters }, lease }: MineJob): Promise<StageOutcome<CutOutputs>> => {
    const { seed, cuts } = parameters;
    const { traffic, attacks } = inputs;
    return makeUnit(ports, { unit: 'cut', parameters: { seed, cuts }, inputs: { traffic, attacks } }, lease, async (workshop) => {
      const benign = groupBy(await readRows<Row>(ports, traffic), (row) => trafficCut(row.groupId, seed, cuts));
      const malicious = groupBy(await readRows<Row>(ports, attacks), (row) => attackCut(row.groupId, seed, cuts));
      const put = (name: CutOutputs): Promise<ArtifactRef> => {
        const rows = [...(benign.get(name) ?? []), ...(name === 'mining' ? [] : (malicious.get(name) ?? []))];
        return putRows(ports, workshop, name, ROW_COLUMNS, rows);
      };
      const outputs = { mining: await put('mining'), tuning: await put('tuning'), certification: await put('certification') };
      return { outputs, summary: {}, headline: `${outputs.mining.rows} rows to mine` };
    });
  };

export interface FinishMineInput extends MineJob {
  readonly cut: Readonly<Record<CutOutputs, ArtifactRef>>;
  readonly miningScores: readonly ArtifactRef[];
  readonly tuningScores: readonly ArtifactRef[];
  readonly reportedScores?: readonly ArtifactRef[];
}

/** False positives by category, the champion's baseline, and the threshold-only control on the tuning slice. */
export const finishMine =
  (ports: Ports) =>
  (input: FinishMineInput): Promise<StageOutcome<MineOutputs, Baseline>> =>
    makeStage(ports, input, async (workshop) => {
      const { threshold } = await readJson<HoneJson>(ports, input.request.inputs.honeJson);
      const pool = await readRows<Row>(ports, miningPool(input.request.inputs.given, input.cut.mining));
      const scores = await scoresById(ports, input.miningScores);
      const natural = flagged(pool, scores, threshold);
      const reported = flagged(await reportedOf(ports, input), await scoresById(ports, input.reportedScores ?? []), threshold);
      const falsePositives = [...natural, ...reported];
      const baseline = await measureBaseline(ports, input, { mined: pool.length, natural: natural.length, falsePositives, threshold });
      const outputs = {
        ...input.cut,
        falsePositives: await putRows(ports, workshop, 'false-positives', FALSE_POSITIVE_COLUMNS, falsePositives),
        baseline: await putJson(ports, baseline),
      };
      return { outputs, summary: baseline, headline: baselineHeadline(baseline) };
    });

function flagged(rows: readonly Row[], scores: ReadonlyMap<string, number>, threshold: number): FalsePositive[] {
  return rows
    .map((row) => ({ ...row, score: scores.get(row.id)!, falsePositiveCategory: falsePositiveCategory(row.category) }))
    .filter((row) => row.score >= threshold);
}

async function reportedOf(ports: Ports, { request: { inputs } }: FinishMineInput): Promise<Row[]> {
  return inputs.reported ? readRows<Row>(ports, inputs.reported) : [];
}

export interface Baseline {
  /** Prompts that were scored; for given or reported false positives, as many as would hold them at the rate of natural traffic. */
  readonly mined: number;
  readonly falsePositives: number;
  readonly falsePositiveRate: number;
  readonly threshold: number;
  readonly byCategory: Record<string, number>;
  readonly bySource: Record<string, number>;
  readonly tuningRocAuc: number;
  readonly control: { readonly sentence: string; readonly wouldPass: boolean };
}

interface Mined {
  readonly mined: number;
  /** False positives among them: reported ones are no sample of anything. */
  readonly natural: number;
  readonly falsePositives: readonly FalsePositive[];
  readonly threshold: number;
}

async function measureBaseline(ports: Ports, input: FinishMineInput, { mined, natural, falsePositives, threshold }: Mined): Promise<Baseline> {
  const scores = await scoresById(ports, input.tuningScores);
  const tuning = await readRows<Row>(ports, input.cut.tuning);
  const of = (label: string): number[] => tuning.filter((row) => row.label === label).map((row) => scores.get(row.id)!);
  const { falsePositiveLimit: limit, recallLimit, threshold: settings } = input.request.parameters;
  const control = thresholdOnlyControl({ tuningBenign: of('benign'), tuningAttacks: of('malicious'), limit, recallLimit, ...settings, confidence: 0.95 });
  const rate = input.request.inputs.given.rows ? countFlagged(threshold, of('benign')) / of('benign').length : natural / mined;
  return {
    mined: rate > 0 ? Math.round(falsePositives.length / rate) : mined,
    falsePositives: falsePositives.length,
    falsePositiveRate: rate,
    threshold,
    byCategory: countBy(falsePositives, (row) => row.falsePositiveCategory),
    bySource: countBy(falsePositives, (row) => row.source),
    tuningRocAuc: rocAuc(of('benign'), of('malicious')),
    control: { sentence: control.sentence, wouldPass: control.wouldPass },
  };
}

export async function scoresById(ports: Ports, refs: readonly ArtifactRef[]): Promise<Map<string, number>> {
  const scores = await readAll<Score>(ports, refs);
  return new Map(scores.map(({ id, score }) => [id, score]));
}

function baselineHeadline({ falsePositives, mined, falsePositiveRate, control }: Baseline): string {
  const verdict = control.wouldPass ? 'a moved threshold alone would pass' : 'moving the threshold alone is not enough';
  return `${falsePositives} false positives in ${mined} prompts (${(100 * falsePositiveRate).toFixed(2)} %); ${verdict}`;
}

