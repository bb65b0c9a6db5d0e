import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { byHash } from '../domain/by-hash.ts';
import { HoneError } from '../domain/errors.ts';
import { fitThreshold } from '../domain/fit-threshold.ts';
import { carriedNormaliser } from '../domain/normaliser.ts';
import type { HoneJson } from '../domain/package.ts';
import type { PackageFiles, WeightFiles } from '../domain/package-files.ts';
import type { Guard } from '../domain/ports/guard.ts';
import type { ConvertSettings, CutSettings, ThresholdSettings } from '../domain/profile.ts';
import type { Row } from '../domain/row.ts';
import { trafficCut } from '../domain/splits.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { canonicalJson, folderOf, putFile, putJson, readJson } from './engine/artifacts.ts';
import { compareScores } from './engine/compare-scores.ts';
import type { Equivalence } from './engine/compare-scores.ts';
import { packageFolder } from './engine/guard-pool.ts';
import { latencyTable } from './engine/latency-table.ts';
import { makeStage } from './engine/make.ts';
import type { Workshop } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import type { ExportOutputs } from './export-model.ts';
import type { Ports } from './ports.ts';

export type ConvertOutputs = keyof PackageFiles | 'equivalence' | 'latency';

export interface ConvertParameters extends ConvertSettings {
  readonly maxTokens: number;
  readonly seed: number;
  readonly cuts: CutSettings;
  /** `fixed`: deployed there, never fitted (bootstrap). Else fitted on the benign rows of `rows`. */
  readonly threshold: { readonly fixed: number } | (ThresholdSettings & { readonly limit: number });
}

/** `rows`: labelled rows for equivalence and the threshold. `traffic`: prompts in their own length mix, for latency. */
export type ConvertInputs = { readonly rows: ArtifactRef; readonly traffic: ArtifactRef } & WeightFiles;
export type ConvertJob = StageJob<ConvertParameters, ConvertInputs>;

export interface FinishConvertInput extends ConvertJob {
  readonly exported: Readonly<Record<ExportOutputs, ArtifactRef>>;
}

/**
 * Makes the package of the exported model and checks that it still is the model: scores, decisions at its threshold,
 * latency. The threshold is fitted once, on the scores of the file that ships.
 */
export const finishConvert =
  (ports: Ports) =>
  (input: FinishConvertInput): Promise<StageOutcome<ConvertOutputs>> =>
    makeStage(ports, input, async (workshop) => {
      const { parameters, inputs } = input.request;
      const rows = byHash(await readRows<Row>(ports, inputs.rows), 'equivalence', parameters.seed);
      const [model, precision] = parameters.precision === 'int8' ? [input.exported.int8, 'int8' as const] : [input.exported.fused, 'fp32' as const];
      const draft = await packageOf(ports, workshop, 'draft', model, input, precision, 0.5);
      const scores = await scoreAll(ports, draft.directory, rows, 'score the converted model', workshop);
      const threshold = thresholdOf(rows, scores, parameters);

      const compared = rows.slice(0, parameters.equivalenceRows);
      const plain = await packageOf(ports, workshop, 'plain', input.exported.plain, input, 'fp32', threshold);
      const before = await scoreAll(ports, plain.directory, compared, 'score the plain export', workshop);
      const equivalence = compareScores(compared, before, scores, threshold);
      refuseFlips(equivalence, parameters);

      const shipped = await packageOf(ports, workshop, 'shipped', model, input, precision, threshold);
      const prompts = await latencyPrompts(ports, input);
      workshop.progress({ phase: 'measure latency', done: 0, total: prompts.length });
      const folders = { shipped: shipped.directory, plain: plain.directory, maxTokens: parameters.maxTokens, precision };
      const latency = await latencyTable(ports.guards, folders, prompts);
      const graph = await readJson<object>(ports, input.exported.report);
      const outputs = { ...shipped.files, equivalence: await putJson(ports, { ...equivalence, threshold, graph }), latency: await putJson(ports, latency) };
      const { maxAbsoluteDifference, flipRate } = equivalence;
      const summary = { threshold, bytes: packageBytes(shipped.files), flipRate, maxAbsoluteDifference, p95Ms: latency.traffic.p95Ms };
      const headline = `${(summary.bytes / 1e6).toFixed(1)} MB ${precision}, p95 ${summary.p95Ms.toFixed(1)} ms, ${(100 * flipRate).toFixed(2)} % of decisions flipped`;
      return { outputs, summary, headline };
    });

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
): Promise<DraftPackage> {
  const { normaliser } = carriedNormaliser(await readJson(ports, exported.tokenizer));
  const description: HoneJson = {
    schema: 1,
    labels: ['benign', 'malicious'],
    threshold,
    maxTokens: request.parameters.maxTokens,
    calibration: null,
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

function refuseFlips({ flipRate, rows }: Equivalence, { maxFlipRate }: ConvertParameters): void {
  if (flipRate <= maxFlipRate) return;
  const shown = (100 * flipRate).toFixed(2);
  throw new HoneError('HONE_INVALID_INPUT', `convert.maxFlipRate: conversion flipped ${shown} % of ${rows} decisions, more than ${100 * maxFlipRate} %; ship fp32 or raise the limit.`);
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
