import { createWriteStream } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { groupNearDuplicates } from '../domain/near-duplicates/group-near-duplicates.ts';
import { generatedRows } from './generated-rows.ts';
import type { GeneratedRows } from './generated-rows.ts';
import type { SampleSet } from './sample-rows.ts';

/** Writes rows in JSON lines, packed when the name ends in `.gz`, in constant memory. */
export async function writeRows(path: string, generated: GeneratedRows, rows: number): Promise<void> {
  await pipeline(Readable.from(chunks(generated, rows)), path.endsWith('.gz') ? createGzip({ level: 1 }) : new PassThrough(), createWriteStream(path));
}

const ROWS_A_CHUNK = 1_000;
const CHECKED_ROWS = 20_000;
const SETS: readonly SampleSet[] = ['training', 'traffic', 'attacks'];

function* chunks(generated: GeneratedRows, rows: number): Generator<string> {
  for (let from = 0; from < rows; from += ROWS_A_CHUNK) {
    const length = Math.min(ROWS_A_CHUNK, rows - from);
    yield Array.from({ length }, (_, offset) => `${JSON.stringify(generated.row(from + offset))}\n`).join('');
  }
}

/** `tsx bench/generate-rows.ts --rows 1000000 --out FILE [--set traffic] [--seed 7]` */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string' }, out: { type: 'string' }, set: { type: 'string', default: 'traffic' }, seed: { type: 'string', default: '7' } } });
  const set = SETS.find((name) => name === values.set);
  const [rows, seed] = [Number(values.rows), Number(values.seed)];
  if (!values.out || !(rows > 0) || !set || !Number.isInteger(seed)) throw new Error(`Say --rows NUMBER --out FILE, and --set ${SETS.join('|')} and --seed NUMBER if need be.`);
  const generated = generatedRows(set, seed);
  const startedAt = performance.now();
  await writeRows(values.out, generated, rows);
  const seconds = (performance.now() - startedAt) / 1000;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const { planted, grouped, characters } = checked(generated, Math.min(rows, CHECKED_ROWS));
  console.log(`${rows} rows in ${seconds.toFixed(1)} s (${(rows / seconds).toFixed(0)} rows/s), ${memory} MiB resident at most`);
  console.log(`of the first ${Math.min(rows, CHECKED_ROWS)}: ${(100 * planted).toFixed(2)} % repeat an earlier row, grouping finds ${(100 * grouped).toFixed(2)} %; ${characters.toFixed(0)} characters a row`);
}

/** Rows that repeat another, as shares: those planted, and those that grouping joins to an earlier row. */
function checked(generated: GeneratedRows, rows: number): { planted: number; grouped: number; characters: number } {
  const texts = Array.from({ length: rows }, (_, index) => generated.row(index).text);
  const planted = texts.filter((_, index) => generated.isDuplicate(index)).length;
  const grouped = groupNearDuplicates(texts, { jaccard: 0.8 }).filter((first, index) => first !== index).length;
  return { planted: planted / rows, grouped: grouped / rows, characters: texts.reduce((sum, text) => sum + text.length, 0) / rows };
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
