import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makePairs } from './contrast-pairs/make-pairs.ts';

/** Writes `data/contrast-pairs/pairs.jsonl.gz` from its phrases. `tsx scripts/write-contrast-pairs.ts` */
const PAIRS = 1_500;
const lines = makePairs(PAIRS, 7).map((row) => `${JSON.stringify(row)}\n`);
writeFileSync(join(import.meta.dirname, '../data/contrast-pairs/pairs.jsonl.gz'), gzipSync(lines.join(''), { level: 9 }));
console.log(`${lines.length} rows`);
