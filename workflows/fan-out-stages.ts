import { patched } from '@temporalio/workflow';
import type { MineJob, MineOutputs, MineSummary } from '../activities/mine.ts';
import type { EmbeddedCandidates } from '../activities/mine/nearest-by-group.ts';
import type { ScoredJob } from '../activities/mine/scored-sets.ts';
import type { CertifyJob, CertifyOutputs, CertifySummary } from '../activities/certify.ts';
import type { GenerateOutputs, GenerateStageJob, GenerateSummary } from '../activities/generate.ts';
import type { GatherInput } from '../activities/generate/gather-variations.ts';
import type { CheckInputs } from '../activities/generate/open-checks.ts';
import type { GenerateJob } from '../activities/generate/select-sources.ts';
import type { ProbedTable, ProbeJob, ProbeSummary } from '../activities/probe.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { chancesLine } from '../domain/look-forecast.ts';
import { miningPool } from '../domain/mining-pool.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { ModelSettings } from '../domain/profile.ts';
import { isExtraSet } from '../domain/sets.ts';
import type { Lease, RowRange, StageOutcome } from '../domain/stages.ts';
import { control, gpu, pipeline } from './activities.ts';
import { fanOut, rangesOf } from './fan-out.ts';
import { fillCompletions } from './fill-completions.ts';

type OnUnits = (done: number, total: number) => void;

/** Prompts one scoring activity works through: a few seconds on one core. */
const ROWS_PER_SCORING = 2_500;
/** An encoder in fp32 takes about twice as long a text as a classifier in int8, and attacks are long. */
const ROWS_PER_EMBEDDING = 500;

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
  const found = { ...job, cut: cut.outputs, miningScores, tuningScores, reportedScores, hardNegativeScores };
  // Runs that were under way when embeddings came in go on without.
  const embedded = patched('mine-embeddings') ? await embedCandidates(found, units) : undefined;
  return pipeline.finishMine({ ...found, ...(embedded && { embedded }) });
}

/** Embeds what cannot be sifted otherwise; mostly there is nothing. */
async function embedCandidates(job: ScoredJob, units: OnUnits): Promise<EmbeddedCandidates | undefined> {
  const { candidates, attacks } = (await pipeline.selectToEmbed(job)).outputs;
  if (!candidates.rows) return undefined;
  const [candidateVectors = [], attackVectors = []] = await embedTables([candidates, attacks], job.request.parameters.model, job.lease, units);
  return { candidates, attacks, candidateVectors, attackVectors };
}

/** Chooses what to cover, varies it in parallel, puts the variations together, and measures a sample of them. */
export async function generate(job: GenerateStageJob, units: OnUnits): Promise<StageOutcome<GenerateOutputs, GenerateSummary>> {
  const made = { ...job, ...(await vary(job, units)) };
  // Runs that were under way when variations came to be measured go on with counts alone.
  if (!patched('augmentation-account')) return pipeline.finishGenerate(made);
  const { outputs, summary } = await pipeline.gatherVariations(made);
  const { model, tokenizer, honeJson } = job.request.inputs;
  const [sampleScores = []] = await scoreTables([{ rows: outputs.sample, model: { model, tokenizer, honeJson } }], job.lease, units);
  const [familyVectors = []] = outputs.families.rows ? await embedTables([outputs.families], job.request.parameters.model, job.lease, units) : [];
  return pipeline.finishGenerate({ ...job, covered: made.covered, gathered: { outputs, summary }, sampleScores, familyVectors, ...(made.batched && { batched: made.batched }) });
}

/** Chooses what to cover and varies it in parallel, after the language model was asked in batches where the profile says so. */
export async function vary(job: GenerateJob, units: OnUnits): Promise<Pick<GatherInput, 'sources' | 'covered' | 'chunks' | 'batched'>> {
  const { seed, draw = seed, augmentation, variationsPerFalsePositive, providers, llm } = job.request.parameters;
  const chosen = await pipeline.selectSources(job);
  const { sources, covered } = chosen.outputs;
  const asking = providers && llm && { providers, llm };
  const inBatches = augmentation.languageModel.mode === 'batch' && providers?.paraphrase?.available;
  const batched = asking && inBatches ? await fillCompletions({ lease: job.lease, sources, settings: { seed: draw, augmentation, ...asking } }, units) : undefined;
  const sourcesPerActivity = Math.ceil((augmentation.batchSize * augmentation.batchesPerActivity) / Math.max(1, variationsPerFalsePositive));
  const ranges = rangesOf(sources.rows ?? 0, sourcesPerActivity);
  const checks = ranges.length > 0 ? await checksOf(job) : {};
  const chunks = await fanOut(ranges, (range) => pipeline.generateChunk({ lease: job.lease, sources, range, seed: draw, augmentation, checks, ...asking }), units);
  return { sources, covered, chunks: chunks.map(({ outputs, summary }) => ({ variations: outputs.variations, accounts: summary })), ...(batched && { batched }) };
}

/** What chunks check variations with, beyond the settings of the filters. Exports the encoder, when a similarity is asked for. */
async function checksOf({ request: { parameters, inputs }, lease }: GenerateJob): Promise<CheckInputs> {
  const { augmentation: { filters }, providers, nearDuplicateJaccard, model } = parameters;
  const tables = [inputs.tuning, inputs.certification, inputs.hardNegatives].filter((table) => table !== undefined);
  const encoder = filters.minSimilarity > 0 ? { files: (await gpu.exportEncoder({ lease, model })).outputs, maxTokens: model.maxTokens } : undefined;
  const judge = filters.judgeLabels ? providers?.judge : undefined;
  return { evaluated: { tables, nearDuplicateJaccard }, ...(encoder && { encoder }), ...(judge?.available && { judge: { identity: judge.identity } }) };
}

/** Scores what neither model was trained on with both of them, and measures what carries over. No certification row is scored. */
export async function probe(job: ProbeJob, units: OnUnits): Promise<StageOutcome<'probe', ProbeSummary>> {
  const { model, tokenizer, honeJson, tuning, unseen, later, hardNegatives } = job.request.inputs;
  const { augmented } = (await pipeline.selectProbed(job)).outputs;
  const extras = Object.entries(job.request.inputs).filter(([name]) => isExtraSet(name));
  const tables = Object.entries({ tuning, ...(unseen && { unseen }), ...(later && { later }), ...(hardNegatives && { hardNegatives }), augmented, ...Object.fromEntries(extras) }) as [ProbedTable, ArtifactRef][];
  const models = [job.request.parameters.champion, { model, tokenizer, honeJson }];
  const scores = await scoreTables(tables.flatMap(([, rows]) => models.map((each) => ({ rows, model: each }))), job.lease, units);
  const scored = tables.map(([table, rows], index) => ({ table, rows, champion: scores[2 * index] ?? [], challenger: scores[2 * index + 1] ?? [] }));
  return pipeline.finishProbe({ ...job, scored });
}

/**
 * Says how likely the gates are to pass, declares the look, then scores the certification rows once with each model, and judges.
 * `say` is told of the chances before the look is spent.
 */
export async function certify(job: CertifyJob, units: OnUnits, say: (headline: string) => void): Promise<StageOutcome<CertifyOutputs, CertifySummary>> {
  const { certification: rows, hardNegatives, model, tokenizer, honeJson } = job.request.inputs;
  // Runs that were under way when looks came to be forecast go on without.
  const forecast = patched('power-before-look') ? await control.forecastLook(job) : [];
  if (forecast.length > 0) say(chancesLine(forecast));
  const look = await control.declareLook({ ...job, forecast });
  const models = [{ model, tokenizer, honeJson }, job.request.parameters.champion];
  const tables = [rows, ...(hardNegatives ? [hardNegatives] : [])];
  const scored = await scoreTables(tables.flatMap((table) => models.map((each) => ({ rows: table, model: each }))), job.lease, units);
  const [challengerScores = [], championScores = [], challenger, champion] = scored;
  return pipeline.finishCertify({ ...job, forecast, look, challengerScores, championScores, ...(challenger && champion && { hard: { challenger, champion } }) });
}

/** Scores of each table, chunk by chunk, in the tables' order. */
export async function scoreTables(scorings: readonly Scoring[], lease: Lease, units: OnUnits): Promise<ArtifactRef[][]> {
  const score = async (rows: ArtifactRef, range: RowRange, table: number): Promise<ArtifactRef> => (await pipeline.scoreChunk({ lease, rows, range, model: scorings[table]!.model })).outputs.scores;
  return overTables(scorings.map(({ rows }) => rows), ROWS_PER_SCORING, score, units);
}

/** Sentence embeddings of each table's texts by the encoder of a base model, chunk by chunk, in the tables' order. */
async function embedTables(tables: readonly ArtifactRef[], model: ModelSettings, lease: Lease, units: OnUnits): Promise<ArtifactRef[][]> {
  const encoder = (await gpu.exportEncoder({ lease, model })).outputs;
  const embed = async (rows: ArtifactRef, range: RowRange): Promise<ArtifactRef> => (await pipeline.embedChunk({ lease, rows, range, encoder, maxTokens: model.maxTokens })).outputs.vectors;
  return overTables(tables, ROWS_PER_EMBEDDING, embed, units);
}

/** Works through tables in pieces of `size` rows, all pieces in one fan-out; the results by table. */
async function overTables<R>(tables: readonly (ArtifactRef | undefined)[], size: number, work: (rows: ArtifactRef, range: RowRange, table: number) => Promise<R>, units: OnUnits): Promise<R[][]> {
  const chunks = tables.flatMap((rows, table) => (rows ? rangesOf(rows.rows ?? 0, size).map((range) => ({ rows, range, table })) : []));
  const done = await fanOut(chunks, async ({ rows, range, table }) => ({ table, result: await work(rows, range, table) }), units);
  return tables.map((_, table) => done.filter((chunk) => chunk.table === table).map((chunk) => chunk.result));
}
