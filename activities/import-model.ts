import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { checkImport } from '../domain/import-check.ts';
import type { ImportCheck } from '../domain/import-check.ts';
import { carriedNormaliser } from '../domain/normaliser.ts';
import type { HoneJson } from '../domain/package.ts';
import type { Guard } from '../domain/ports/guard.ts';
import type { TrainerOptions } from '../domain/ports/trainer.ts';
import { probesOf } from '../domain/smoke-pairs.ts';
import type { Probe } from '../domain/smoke-pairs.ts';
import { parseImportReport, parseProbeAnswers, parseSmokePair } from '../schemas/import-report.ts';
import type { ImportReport, ProbeAnswers } from '../schemas/import-report.ts';
import { canonicalJson, hashFile, putFile, putJson } from './engine/artifacts.ts';
import { moveAlias, readAlias } from './engine/registry.ts';
import type { ModelVersion } from './engine/registry.ts';
import type { Ports } from './ports.ts';

export interface ImportModelInput {
  /** A folder or hub id of transformers, or an ONNX file. */
  readonly source: string;
  /** Name of the model in the registry, and the alias that shall point to it. */
  readonly model: string;
  readonly alias: string;
  /** `tokenizer.json` or its folder, where it does not lie beside the model. */
  readonly tokenizer?: string;
  /** What the outputs mean, as `0=benign,1=malicious`, where their names do not say. */
  readonly labels?: string;
  readonly output: 'auto' | 'two-logits' | 'one-logit' | 'probabilities';
  /** Default: what tokenizer and model say. */
  readonly maxTokens?: number;
  readonly threshold: number;
  readonly precision: HoneJson['precision'];
  readonly by: string;
  readonly why: string;
}

/** What an import did. `moved` is false when the alias pointed there already. */
export interface ImportedModel {
  readonly packageId: string;
  readonly previous: string | null;
  readonly moved: boolean;
  readonly bytes: number;
  readonly report: ImportReport;
  readonly check: ImportCheck;
}

/**
 * Takes in a guard from elsewhere: the trainer makes a model of two logits of it, which is packaged, compared with the guard
 * as it came, and stored; only then the alias moves. Anything that goes wrong before leaves the registry as it was.
 * @throws HoneError HONE_INVALID_INPUT naming what to write; HONE_CONFLICT when the alias was moved meanwhile.
 */
export const importModel =
  (ports: Ports) =>
  async (input: ImportModelInput, options: TrainerOptions): Promise<ImportedModel> => {
    const { model, alias, by, why } = input;
    const previous = (await readAlias(ports.store, model, alias))?.packageId ?? null;
    return inFolder(ports, async (directory) => {
      const probes = await readProbes(ports);
      const made = await runTrainer(ports, input, probes, directory, options);
      const folder = await draftPackage(made, input, join(directory, 'package'));
      const { packageId, check } = await checkPackage(ports, folder, made, input, probes);
      options.signal.throwIfAborted();

      const file = (path: string): Promise<ArtifactRef> => putFile(ports, path);
      const files = { model: await file(join(folder, 'model.onnx')), tokenizer: await file(join(folder, 'tokenizer.json')), honeJson: await file(join(folder, 'hone.json')) };
      const weights = made.report.weights ? await keepWeights(file, join(made.folder, 'model')) : null;
      const evidence = await putJson(ports, { schema: 1, packageId, source: input.source, report: made.report, check, weights });
      const version: ModelVersion = { packageId, files, weights, evidenceHash: evidence.sha256 };

      if (((await readAlias(ports.store, model, alias))?.packageId ?? null) !== previous) throw movedMeanwhile(model, alias);
      const moved = await moveAlias(ports.store, model, alias, version, { by, reason: `import: ${why}`, run: '' });
      return { packageId, previous, moved, bytes: files.model.bytes, report: made.report, check };
    });
  };

async function inFolder<T>(ports: Ports, body: (directory: string) => Promise<T>): Promise<T> {
  const parent = join(ports.options.cacheDirectory, 'work');
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'import-'));
  try {
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readProbes(ports: Ports): Promise<Probe[]> {
  const lines = await readFile(join(ports.options.projectDirectory, 'data', 'smoke-pairs.jsonl'), 'utf8');
  return probesOf(lines.trimEnd().split('\n').map((line) => parseSmokePair(JSON.parse(line))));
}

/** What the trainer left: a folder, how it read the model, and what that answered as it came. */
interface Made {
  readonly folder: string;
  readonly report: ImportReport;
  readonly answers: ProbeAnswers;
}

async function runTrainer(ports: Ports, input: ImportModelInput, probes: readonly Probe[], directory: string, options: TrainerOptions): Promise<Made> {
  const folder = join(directory, 'made');
  const path = join(directory, 'probes.jsonl');
  await writeFile(path, probes.map((probe) => `${JSON.stringify(probe)}\n`).join(''));
  const { source, tokenizer, labels, output, maxTokens, precision } = input;
  const request = { source, probes: path, tokenizer: tokenizer ?? null, labels: labels ?? null, output, max_tokens: maxTokens ?? null, quantize: precision === 'int8', hints: { threads: ports.options.threads } };
  await ports.trainer.run('import', request, folder, options);
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(folder, name), 'utf8'));
  return { folder, report: parseImportReport(await json('import.json')), answers: parseProbeAnswers(await json('probes.json')) };
}

async function draftPackage({ folder, report }: Made, { threshold }: ImportModelInput, directory: string): Promise<string> {
  await mkdir(directory);
  const names = ['model.onnx', 'tokenizer.json'] as const;
  for (const name of names) await copyFile(join(folder, name), join(directory, name));
  const description: HoneJson = {
    schema: 1,
    labels: ['benign', 'malicious'],
    threshold,
    maxTokens: report.max_tokens,
    calibration: null,
    normaliser: carriedNormaliser(JSON.parse(await readFile(join(directory, 'tokenizer.json'), 'utf8'))).normaliser,
    precision: report.precision,
    files: { 'model.onnx': await hashFile(join(directory, 'model.onnx')), 'tokenizer.json': await hashFile(join(directory, 'tokenizer.json')) },
  };
  await writeFile(join(directory, 'hone.json'), canonicalJson(description));
  return directory;
}

/** The package scores as the guard did, and tells attacks from honest prompts the right way round. */
async function checkPackage(ports: Ports, directory: string, { answers, report }: Made, input: ImportModelInput, probes: readonly Probe[]): Promise<{ packageId: string; check: ImportCheck }> {
  const texts = probes.map(({ text }) => text);
  const guard = await loadDraft(ports, directory);
  try {
    const tokens = await ports.guards.countTokens(directory, texts);
    const unlike = tokens.filter((count, index) => count !== answers.tokens[index]).length;
    if (unlike > 0) throw invalidInput('tokenizer', `${unlike} of ${texts.length} smoke prompts`, 'Here they are cut into other tokens than by the tokenizers library in Python, so the package would score otherwise than the guard; please report the tokenizer.');
    const check = checkImport(probes, answers.scores, await guard.score(texts), input.threshold);
    refuseUnlike(check, input);
    refuseReversed(check, report);
    return { packageId: guard.packageId, check };
  } finally {
    await guard.close();
  }
}

/** Errors name the file alone: its folder will be gone. */
async function loadDraft(ports: Ports, directory: string): Promise<Guard> {
  try {
    return await ports.guards.load(directory);
  } catch (error) {
    if (error instanceof HoneError) throw new HoneError(error.code, error.message.replaceAll(join(directory, '/'), ''), { cause: error });
    throw error;
  }
}

/** Largest difference of a score that conversion, without quantisation, may make. */
const LARGEST_DIFFERENCE = 0.02;

function refuseUnlike({ maxAbsoluteDifference }: ImportCheck, { source, precision }: ImportModelInput): void {
  if (precision === 'int8' || maxAbsoluteDifference <= LARGEST_DIFFERENCE) return;
  throw invalidInput('source', source, `The package scores a smoke prompt ${maxAbsoluteDifference.toFixed(3)} away from the model as it came; ${LARGEST_DIFFERENCE} is allowed.`);
}

function refuseReversed({ meanBenign, meanMalicious }: ImportCheck, { labels }: ImportReport): void {
  if (meanMalicious > meanBenign) return;
  const shown = (of: Readonly<Record<string, string>>): string => Object.entries(of).map(([output, label]) => `${output}=${label}`).join(',');
  const other = Object.fromEntries(Object.entries(labels).map(([output, label]) => [output, label === 'benign' ? 'malicious' : 'benign']));
  const means = `malicious smoke prompts score ${meanMalicious.toFixed(4)} on average, benign ones ${meanBenign.toFixed(4)}`;
  throw invalidInput('labels', shown(labels), `The labels may be reversed: ${means}. If they are, write --labels ${shown(other)}; if not, this model tells no attacks.`);
}

async function keepWeights(file: (path: string) => Promise<ArtifactRef>, folder: string): Promise<ModelVersion['weights']> {
  return { weights: await file(join(folder, 'model.safetensors')), config: await file(join(folder, 'config.json')), tokenizer: await file(join(folder, 'tokenizer.json')) };
}

function movedMeanwhile(model: string, alias: string): HoneError {
  return new HoneError('HONE_CONFLICT', `${model}@${alias} was moved while the model was imported; look at it (hone models) and import again.`);
}
