import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { byHash } from '../domain/by-hash.ts';
import { calibrateScores, ownScores } from '../domain/calibrate-scores.ts';
import type { ConversionReport, ExportReport, ModelFormat } from '../domain/conversion.ts';
import { HoneError } from '../domain/errors.ts';
import { flaggedCounts } from '../domain/flagged-counts.ts';
import { fitThreshold } from '../domain/fit-threshold.ts';
import { formatQuality } from '../domain/format-quality.ts';
import { carriedNormaliser } from '../domain/normaliser.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles, WeightFiles } from '../domain/package-files.ts';
import type { Guard } from '../domain/ports/guard.ts';
import type { ConvertSettings, CutSettings, ThresholdSettings } from '../domain/profile.ts';
import type { Row } from '../domain/row.ts';
import { trafficCut } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { canonicalJson, folderOf, putFile, putJson, readJson } from './engine/artifacts.ts';
import { chooseFile } from './engine/choose-file.ts';
import type { Candidate } from './engine/choose-file.ts';
import { compareScores } from './engine/compare-scores.ts';
import { packageFolder } from './engine/guard-pool.ts';
import { latencyTable } from './engine/latency-table.ts';
import { makeStage } from './engine/make.ts';
import type { Workshop } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { LEFT_OUT } from './export-model.ts';
import type { Exported } from './export-model.ts';
import type { Ports } from './ports.ts';

export type ConvertOutputs = keyof PackageFiles | 'equivalence' | 'latency';

export interface ConvertParameters extends ConvertSettings {
  readonly maxTokens: number;
  readonly seed: number;
  readonly cuts: CutSettings;
  /** Files over this are not tried in place of one that flips too much. Default: no limit. */
  readonly maxBytes?: number;
  /** `fixed`: deployed there, never fitted (bootstrap). Else fitted on the benign rows of `rows`. */
  readonly threshold: { readonly fixed: number } | (ThresholdSettings & { readonly limit: number });
}

/** `rows`: labelled rows for equivalence and the threshold. `traffic`: prompts in their own length mix, for latency. */
export type ConvertInputs = { readonly rows: ArtifactRef; readonly traffic: ArtifactRef } & WeightFiles;
export type ConvertJob = StageJob<ConvertParameters, ConvertInputs>;

export interface FinishConvertInput extends ConvertJob {
  readonly exported: Exported;
}

/**
 * Makes the package of the exported model and checks that it still is the model: scores, decisions at its threshold,
 * latency. Temperature and threshold are fitted once, on the scores of the file that ships.
 * @throws HoneError HONE_DECISIONS_FLIPPED when no file decides as the plain export does.
 */
export const finishConvert =
  (ports: Ports) =>
  (input: FinishConvertInput): Promise<StageOutcome<ConvertOutputs>> =>
    makeStage(ports, input, async (workshop) => {
      const { exported, request: { parameters, inputs } } = input;
      const { maxFlipRate, precision } = parameters;
      const rows = byHash(await readRows<Row>(ports, inputs.rows), 'equivalence', parameters.seed);
      const compared = rows.slice(0, parameters.equivalenceRows);
      const drafts = new Map<ModelFormat, DraftPackage>();
      const scoresOf = async (format: ModelFormat, model: ArtifactRef, asked: readonly Row[], name: string = format): Promise<Float64Array> => {
        const draft = await packageOf(ports, workshop, name, model, input, format === 'int8' ? 'int8' : 'fp32', 0.5);
        drafts.set(format, draft);
        return scoreAll(ports, draft.directory, asked, `score ${name}`, workshop);
      };

      const before = await scoresOf('plain', exported.plain, compared);
      const chosen = await chooseFile(candidatesOf(exported, precision), rows, {
        maxFlipRate,
        maxBytes: parameters.maxBytes ?? Infinity,
        score: ({ leftOut, model }) => scoresOf(shippedAs(precision), model, rows, leftOut > 0 ? `int8-without-${leftOut}` : undefined),
        thresholdOf: (scores) => thresholdOf(rows, scores, parameters),
        before,
      });
      const { candidate: { model, leftOut }, tried } = chosen;
      // A deployed threshold is for the model's own scores, and the rows of a bootstrap are no tuning slice.
      const isDeployed = 'fixed' in parameters.threshold;
      const { threshold, calibration, shipped: atItsTemperature } = isDeployed ? ownScores(chosen.threshold) : calibrateScores(rows, chosen, (scores) => thresholdOf(rows, scores, parameters));
      const other = precision === 'int8' ? 'fused' : 'int8';
      const own = { plain: before, [shippedAs(precision)]: chosen.scores, [other]: await scoresOf(other, exported[other], compared) };
      const scores = mapFormats((format) => atItsTemperature(own[format]!));
      const formats = mapFormats((format) => {
        const { bytes } = format === shippedAs(precision) ? model : exported[format];
        return formatQuality(compared, scores[format], threshold, compareScores(compared, scores.plain, scores[format], threshold), bytes);
      });
      const { equivalence } = formats[shippedAs(precision)];
      const tuned = rows.map((row, index) => ({ ...row, score: scores[shippedAs(precision)][index]! }));

      const shipped = await packageOf(ports, workshop, 'shipped', model, input, precision, threshold, calibration?.temperature);
      const prompts = await latencyPrompts(ports, input);
      workshop.progress({ phase: 'measure latency', done: 0, total: prompts.length });
      const folders = mapFormats((format) => (format === shippedAs(precision) ? shipped.directory : drafts.get(format)!.directory));
      const thorough = !isDeployed;
      const latency = await latencyTable(ports.guards, { folders, shipped: shippedAs(precision), maxTokens: parameters.maxTokens, precision, thorough }, prompts);
      const graph = await readJson<ExportReport>(ports, exported.report);
      const report: ConversionReport = { schema: 2, ...equivalence, shipped: shippedAs(precision), threshold, maxFlipRate, formats, tried, calibration, tuning: flaggedCounts(tuned, threshold, parameters.seed), graph };
      const outputs = { ...shipped.files, equivalence: await putJson(ports, report), latency: await putJson(ports, latency) };
      const { maxAbsoluteDifference, flipRate } = equivalence;
      const summary = { threshold, bytes: packageBytes(shipped.files), flipRate, maxAbsoluteDifference, p95Ms: latency.traffic.p95Ms, leftOut };
      const mixed = leftOut > 0 ? ` (${leftOut} layers fp32)` : '';
      const headline = `${(summary.bytes / 1e6).toFixed(1)} MB ${precision}${mixed}, p95 ${summary.p95Ms.toFixed(1)} ms, ${(100 * flipRate).toFixed(2)} % of decisions flipped`;
      return { outputs, summary, headline };
    });

const shippedAs = (precision: ConvertSettings['precision']): 'fused' | 'int8' => (precision === 'int8' ? 'int8' : 'fused');

/** In int8 the whole file first, then those that leave more and more of the costliest layers out. */
function candidatesOf(exported: Exported, precision: ConvertSettings['precision']): Candidate[] {
  if (precision === 'fp32') return [{ leftOut: 0, model: exported.fused }];
  const without = LEFT_OUT.flatMap((leftOut) => {
    const model = exported[`int8-without-${leftOut}`];
    return model ? [{ leftOut, model }] : [];
  });
  return [{ leftOut: 0, model: exported.int8 }, ...without];
}

function mapFormats<T>(of: (format: ModelFormat) => T): Record<ModelFormat, T> {
  return { plain: of('plain'), fused: of('fused'), int8: of('int8') };
}

interface DraftPackage {
  readonly directory: string;
  readonly files: PackageFiles;
}

async function packageOf(
  ports: Ports,
  workshop: Workshop,
  name: string,
  model: ArtifactRef,
  { exported, request }: FinishConvertInput,
  precision: HoneJson['precision'],
  threshold: number,
  temperature?: number,
): Promise<DraftPackage> {
  const { normaliser } = carriedNormaliser(await readJson(ports, exported.tokenizer));
  const description: HoneJson = {
    schema: 1,
    labels: ['benign', 'malicious'],
    threshold,
    maxTokens: request.parameters.maxTokens,
    calibration: temperature === undefined ? null : { temperature },
    normaliser,
    precision,
    files: { 'model.onnx': model.sha256, 'tokenizer.json': exported.tokenizer.sha256 },
  };
  const directory = join(workshop.directory, name);
  await mkdir(directory, { recursive: true });
  const path = join(workshop.directory, `${name}.hone.json`);
  await writeFile(path, canonicalJson(description));
  const files = { model, tokenizer: exported.tokenizer, honeJson: await putFile(ports, path) };
  return { directory: await folderOf(ports, packageFolder(files), directory), files };
}

async function scoreAll(ports: Ports, directory: string, rows: readonly Row[], phase: string, workshop: Workshop): Promise<Float64Array> {
  const guard: Guard = await ports.guards.load(directory);
  try {
    return await guard.score(rows.map((row) => row.text), (done) => workshop.progress({ phase, done, total: rows.length }));
  } finally {
    await guard.close();
  }
}

function thresholdOf(rows: readonly Row[], scores: Float64Array, { threshold, seed }: ConvertParameters): number {
  if ('fixed' in threshold) return threshold.fixed;
  const fitted = fitThreshold(rows.map((row, index) => ({ ...row, score: scores[index]! })), { ...threshold, seed });
  if (fitted !== undefined) return fitted;
  const count = rows.filter((row) => row.label === 'benign').length;
  throw new HoneError('HONE_INVALID_INPUT', `cuts.trafficTuning: ${count} tuning prompts are too few to place a threshold; cut a larger tuning slice.`);
}

/** Natural prompts outside the certification set, a fixed sample in its own length mix. */
async function latencyPrompts(ports: Ports, { request: { inputs, parameters } }: FinishConvertInput): Promise<string[]> {
  const { seed, cuts, latencyPrompts: count } = parameters;
  const open = (await readRows<Row>(ports, inputs.traffic)).filter((row) => trafficCut(row.groupId, seed, cuts) !== 'certification');
  return byHash(open, 'latency', seed).slice(0, count).map((row) => row.text);
}

function packageBytes(files: PackageFiles): number {
  return Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
}
