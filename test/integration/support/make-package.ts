import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHoneJson } from '../../../adapters/guard/package-id.ts';
import { carriedNormaliser } from '../../../domain/normaliser.ts';
import type { HoneJson } from '../../../domain/package.ts';
import { python } from './python.ts';

/** A tiny random classifier, exported by the trainer: the folders `int8` and `fp32` below `directory` are packages. */
export async function makePackages(directory: string): Promise<Record<HoneJson['precision'], string>> {
  const [weights, out, request] = [join(directory, 'weights'), join(directory, 'export'), join(directory, 'request.json')];
  await python('-m', 'hone_trainer.tiny', weights);
  await writeFile(request, JSON.stringify({ model: { weights, max_tokens: 128 }, hints: { threads: 1 } }));
  await python('-m', 'hone_trainer', 'export', '--request', request, '--out', out);
  return { int8: await packageOf(directory, 'int8', join(out, 'int8')), fp32: await packageOf(directory, 'fp32', join(out, 'fused')) };
}

/** Writes `hone.json` anew, with the hashes of the files as they are. */
export async function sealPackage(directory: string, precision: HoneJson['precision'], calibration: HoneJson['calibration'] = null): Promise<void> {
  const hash = async (name: string): Promise<string> => createHash('sha256').update(await readFile(join(directory, name))).digest('hex');
  const tokenizer: unknown = JSON.parse(await readFile(join(directory, 'tokenizer.json'), 'utf8'));
  await writeHoneJson(directory, {
    schema: 1,
    labels: ['benign', 'malicious'],
    threshold: 0.5,
    maxTokens: 128,
    calibration,
    normaliser: carriedNormaliser(tokenizer).normaliser,
    precision,
    files: { 'model.onnx': await hash('model.onnx'), 'tokenizer.json': await hash('tokenizer.json') },
  });
}

async function packageOf(directory: string, precision: HoneJson['precision'], exported: string): Promise<string> {
  const folder = join(directory, precision);
  await mkdir(folder);
  await copyFile(join(exported, 'model.onnx'), join(folder, 'model.onnx'));
  await copyFile(join(directory, 'export', 'tokenizer.json'), join(folder, 'tokenizer.json'));
  await sealPackage(folder, precision);
  return folder;
}
