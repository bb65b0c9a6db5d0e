import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { ComparedRow } from '../domain/judge-compared.ts';
import type { Thresholds } from '../domain/measured-slice.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import { probe } from '../domain/probe/probe.ts';
import type { Probe } from '../domain/probe/probe.ts';
import type { AugmentedRow } from '../domain/probe/shortcuts.ts';
import { shapeOfTraining } from '../domain/probe/training-shape.ts';
import { percent } from '../domain/render/numbers.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import { extraName, isExtraSet } from '../domain/sets.ts';
import type { ExtraSet } from '../domain/sets.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson, readJson } from './engine/artifacts.ts';
import { comparedRows } from './engine/compared-rows.ts';
import type { ScoresOfBoth } from './engine/compared-rows.ts';
import { makeStage } from './engine/make.ts';
import { readPieces } from './engine/rows.ts';
import type { Ports } from './ports.ts';

export interface ProbeParameters {
  readonly seed: number;
  readonly champion: PackageFiles;
}

/** A table that both models score. */
export type ProbedTable = 'tuning' | 'unseen' | 'later' | 'hardNegatives' | 'augmented' | ExtraSet;

/** `unseen`, `later`, `hardNegatives` and `extra-*` where the run has such. No certification row is among them: nothing here is a look. */
export type ProbeInputs = {
  readonly tuning: ArtifactRef;
  /** What the challenger learned from. */
  readonly train: ArtifactRef;
  readonly unseen?: ArtifactRef;
  readonly later?: ArtifactRef;
  readonly hardNegatives?: ArtifactRef;
} & Readonly<Record<ExtraSet, ArtifactRef>> &
  PackageFiles;
export type ProbeJob = StageJob<ProbeParameters, ProbeInputs>;

/** One table with the scores of both models, chunk by chunk. */
export interface ProbedScores extends ScoresOfBoth {
  readonly table: ProbedTable;
  readonly rows: ArtifactRef;
}

export interface FinishProbeInput extends ProbeJob {
  readonly scored: readonly ProbedScores[];
}

/** Measures champion and challenger, as they ship, on what neither was trained on. */
export const finishProbe =
  (ports: Ports) =>
  (input: FinishProbeInput): Promise<StageOutcome<'probe', ProbeSummary>> =>
    makeStage(ports, input, async () => {
      const { parameters: { seed, champion }, inputs } = input.request;
      const read = async <T extends Row>(table: ProbedTable): Promise<(T & ComparedRow)[]> => {
        const scored = input.scored.find((each) => each.table === table);
        return scored ? comparedRows<T>(ports, scored.rows, scored) : [];
      };
      const extra: Record<string, ComparedRow[]> = {};
      for (const { table } of input.scored) if (isExtraSet(table)) extra[extraName(table)] = await read<Row>(table);
      const thresholds: Thresholds = { champion: await thresholdOf(ports, champion.honeJson), challenger: await thresholdOf(ports, inputs.honeJson) };
      const training = shapeOfTraining();
      for await (const rows of readPieces<TrainingRow>(ports, inputs.train)) training.add(rows);
      const measured = probe(
        {
          tuning: await read<Row>('tuning'),
          unseen: await read<Row>('unseen'),
          later: await read<Row>('later'),
          hardNegatives: await read<Row>('hardNegatives'),
          extra,
          augmented: await read<AugmentedRow>('augmented'),
          training: training.shape(),
        },
        thresholds,
        seed,
      );
      const summary = summaryOf(measured);
      return { outputs: { probe: await putJson(ports, measured) }, summary, headline: headlineOf(summary) };
    });

async function thresholdOf(ports: Ports, honeJson: ArtifactRef): Promise<number> {
  return (await readJson<HoneJson>(ports, honeJson)).threshold;
}

/** Each null where there is nothing to measure it on. */
export interface ProbeSummary {
  /** Of unseen attacks, at the champion's deployed false-positive rate. */
  readonly unseenRecall: Pair | null;
  readonly unseenRocAuc: Pair | null;
  readonly hardNegativesFlagged: Pair | null;
}

type Pair = Readonly<Record<'champion' | 'challenger', number>>;

function summaryOf({ slices, aucs, recallAtChampionRate }: Probe): ProbeSummary {
  const hard = slices.find(({ set, slice }) => set === 'hard-negatives' && slice === 'all');
  const auc = aucs.find(({ set }) => set === 'unseen');
  return {
    unseenRecall: recallAtChampionRate && flaggedShares(recallAtChampionRate.rows.counts),
    unseenRocAuc: auc ? { champion: auc.champion, challenger: auc.challenger } : null,
    hardNegativesFlagged: hard ? flaggedShares(hard.rows) : null,
  };
}

function flaggedShares({ both, onlyChampion, onlyChallenger, neither }: Probe['slices'][number]['rows']): Pair {
  const n = both + onlyChampion + onlyChallenger + neither;
  return { champion: (both + onlyChampion) / n, challenger: (both + onlyChallenger) / n };
}

function headlineOf({ unseenRecall, unseenRocAuc, hardNegativesFlagged }: ProbeSummary): string {
  const parts = [
    ...(unseenRecall ? [`unseen recall ${percent(unseenRecall.challenger, 1)} (champion ${percent(unseenRecall.champion, 1)}) at the champion's false-positive rate`] : []),
    ...(unseenRocAuc ? [`unseen ROC-AUC ${unseenRocAuc.challenger.toFixed(4)} (${unseenRocAuc.champion.toFixed(4)})`] : []),
    ...(hardNegativesFlagged ? [`hard negatives flagged ${percent(hardNegativesFlagged.challenger, 1)} (${percent(hardNegativesFlagged.champion, 1)})`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : 'no unseen sources and no hard negatives to measure on';
}
