import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { miningPool } from '../../domain/mining-pool.ts';
import type { HoneJson } from '../../domain/package.ts';
import type { Row } from '../../domain/row.ts';
import type { CutOutputs } from './cut-sets.ts';
import type { MineJob } from '../mine.ts';
import type { Ports } from '../ports.ts';
import { readJson } from '../engine/artifacts.ts';
import { readRows } from '../engine/rows.ts';
import { scoresById } from '../engine/scores-by-id.ts';

export type ScoredRow = Row & { readonly score: number };

/** A mine job whose sets are cut and scored by the champion. */
export interface ScoredJob extends MineJob {
  readonly cut: Readonly<Record<CutOutputs, ArtifactRef>>;
  readonly miningScores: readonly ArtifactRef[];
  readonly tuningScores: readonly ArtifactRef[];
  readonly reportedScores?: readonly ArtifactRef[];
  readonly hardNegativeScores?: readonly ArtifactRef[];
}

export interface ScoredSets {
  readonly pool: readonly ScoredRow[];
  readonly reported: readonly ScoredRow[];
  readonly tuning: readonly ScoredRow[];
  readonly hardNegatives: readonly ScoredRow[];
  /** The champion's deployed threshold. */
  readonly threshold: number;
}

export async function readScoredSets(ports: Ports, job: ScoredJob): Promise<ScoredSets> {
  const { given, reported, hardNegatives, honeJson } = job.request.inputs;
  return {
    pool: await scored(ports, miningPool(given, job.cut.mining), job.miningScores),
    reported: await scored(ports, reported, job.reportedScores),
    tuning: await scored(ports, job.cut.tuning, job.tuningScores),
    hardNegatives: await scored(ports, hardNegatives, job.hardNegativeScores),
    threshold: (await readJson<HoneJson>(ports, honeJson)).threshold,
  };
}

async function scored(ports: Ports, rows: ArtifactRef | undefined, scores: readonly ArtifactRef[] = []): Promise<ScoredRow[]> {
  if (!rows) return [];
  const byId = await scoresById(ports, scores);
  return (await readRows<Row>(ports, rows)).map((row) => ({ ...row, score: byId.get(row.id)! }));
}
