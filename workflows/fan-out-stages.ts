import type { MineJob, MineOutputs, MineSummary } from '../activities/mine.ts';
import type { CertifyJob, CertifyOutputs, CertifySummary } from '../activities/certify.ts';
import type { GenerateOutputs } from '../activities/generate.ts';
import type { GenerateJob } from '../activities/select-sources.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { miningPool } from '../domain/mining-pool.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { Lease, StageOutcome } from '../domain/stages.ts';
import { control, pipeline } from './activities.ts';
import { fanOut, rangesOf } from './fan-out.ts';

type OnUnits = (done: number, total: number) => void;

/** Prompts one scoring activity works through: a few seconds on one core. */
const ROWS_PER_SCORING = 2_500;

/** One table to be scored with one package. */
interface Scoring {
  /** Undefined where a run has no such table: then there are no scores. */
  readonly rows: ArtifactRef | undefined;
  readonly model: PackageFiles;
}

/** Cuts the sets, scores everything but the certification rows with the champion, and collects its false positives. */
export async function mine(job: MineJob, units: OnUnits): Promise<StageOutcome<MineOutputs, MineSummary>> {
  const { model, tokenizer, honeJson, given, reported, hardNegatives } = job.request.inputs;
  const cut = await pipeline.cutSets(job);
  const tables = [miningPool(given, cut.outputs.mining), cut.outputs.tuning, reported, hardNegatives];
  const scored = await scoreTables(tables.map((rows) => ({ rows, model: { model, tokenizer, honeJson } })), job.lease, units);
  const [miningScores = [], tuningScores = [], reportedScores = [], hardNegativeScores = []] = scored;
  return pipeline.finishMine({ ...job, cut: cut.outputs, miningScores, tuningScores, reportedScores, hardNegativeScores });
}

/** Chooses what to cover, varies it in parallel, and puts the variations together. */
export async function generate(job: GenerateJob, units: OnUnits): Promise<StageOutcome<GenerateOutputs>> {
  const { seed, augmentation, variationsPerFalsePositive } = job.request.parameters;
  const chosen = await pipeline.selectSources(job);
  const { sources, covered } = chosen.outputs;
  const sourcesPerActivity = Math.ceil((augmentation.batchSize * augmentation.batchesPerActivity) / Math.max(1, variationsPerFalsePositive));
  const ranges = rangesOf(sources.rows ?? 0, sourcesPerActivity);
  const chunks = await fanOut(ranges, (range) => pipeline.generateChunk({ lease: job.lease, sources, range, seed, augmentation }), units);
  const made = chunks.map(({ outputs, summary }) => ({ variations: outputs.variations, accounts: summary }));
  return pipeline.finishGenerate({ ...job, sources, covered, chunks: made });
}

/** Declares the look, then scores the certification rows once with each model, and judges. */
export async function certify(job: CertifyJob, units: OnUnits): Promise<StageOutcome<CertifyOutputs, CertifySummary>> {
  const { certification: rows, model, tokenizer, honeJson } = job.request.inputs;
  const look = await control.declareLook(job);
  const challenger = { rows, model: { model, tokenizer, honeJson } };
  const champion = { rows, model: job.request.parameters.champion };
  const [challengerScores, championScores] = await scoreTables([challenger, champion], job.lease, units);
  return pipeline.finishCertify({ ...job, look, challengerScores: challengerScores!, championScores: championScores! });
}

/** Scores of each table, chunk by chunk, in the tables' order. */
async function scoreTables(scorings: readonly Scoring[], lease: Lease, units: OnUnits): Promise<ArtifactRef[][]> {
  const chunks = scorings.flatMap(({ rows, model }, table) => (rows ? rangesOf(rows.rows ?? 0, ROWS_PER_SCORING).map((range) => ({ rows, model, table, range })) : []));
  const scored = await fanOut(chunks, async ({ rows, model, range, table }) => ({ table, scores: (await pipeline.scoreChunk({ lease, rows, range, model })).outputs.scores }), units);
  return scorings.map((_, table) => scored.filter((chunk) => chunk.table === table).map((chunk) => chunk.scores));
}
