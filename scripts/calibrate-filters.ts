/**
 * Measures the filters on the judged pairs and writes the tables of docs/augmentation.md.
 * `npx tsx scripts/calibrate-filters.ts [--encoder FOLDER]`: with a folder that holds a sentence encoder (`model.onnx` and `tokenizer.json`, as
 * `hone-trainer export` with output `encoder` writes them) the similarities are computed anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { guardRuntime } from '../adapters/guard/guard-runtime.ts';
import { loadLanguageOf } from '../augmentation/language-of.ts';
import type { Profile } from '../domain/profile.ts';
import { calibrate, judgedPairs, pairSimilarities, renderCalibration, storedSimilarities, withCalibration } from './filter-calibration.ts';

const { encoder: folder } = parseArgs({ options: { encoder: { type: 'string' } } }).values;
const profile = JSON.parse(readFileSync(new URL('../profiles/hybrid.json', import.meta.url), 'utf8')) as Profile;
const pairs = judgedPairs();

if (folder) {
  const encoder = await guardRuntime({ threads: 2 }).loadEncoder(folder, { maxTokens: profile.model.maxTokens });
  const similarities = await pairSimilarities(pairs, encoder);
  await encoder.close();
  writeFileSync(new URL('../data/filter-calibration.similarities.json', import.meta.url), `${JSON.stringify(similarities, null, 1)}\n`);
}

const docs = new URL('../docs/augmentation.md', import.meta.url);
const tables = renderCalibration(calibrate(pairs, storedSimilarities(), profile.augmentation.filters, await loadLanguageOf()));
writeFileSync(docs, withCalibration(readFileSync(docs, 'utf8'), tables));
console.log(tables);
