import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction } from '../../../domain/ports/translator.ts';

/** What a folder must hold to be an Opus-MT model for translating: Marian in ONNX, fp32, as transformers.js names the files. */
export const MODEL_FILES: readonly string[] = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx'];

export function modelFolder(translationModels: string, { from, to }: Direction): string {
  return join(translationModels, `opus-mt-${from}-${to}`);
}

export function holdsModel(folder: string): boolean {
  return MODEL_FILES.every((file) => existsSync(join(folder, file)));
}

/** Names what is in a model folder, in a few milliseconds: small files whole, of the weights the size and slices spread over them. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const file of MODEL_FILES) {
    const path = join(folder, file);
    const { size } = statSync(path);
    hash.update(`${file} ${size}\n`);
    const descriptor = openSync(path, 'r');
    try {
      const slice = Buffer.alloc(Math.min(size, SLICE_BYTES));
      const slices = Math.min(SLICES, Math.ceil(size / SLICE_BYTES));
      for (let index = 0; index < slices; index++) {
        const start = slices === 1 ? 0 : Math.floor((index * (size - slice.length)) / (slices - 1));
        hash.update(slice.subarray(0, readSync(descriptor, slice, 0, slice.length, start)));
      }
    } finally {
      closeSync(descriptor);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const SLICE_BYTES = 65_536;
const SLICES = 64;
