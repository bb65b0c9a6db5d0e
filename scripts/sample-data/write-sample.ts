import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Sample } from './choose-rows.ts';
import { noticeOf } from './notice.ts';
import { readmeOf } from './readme.ts';
import type { SampleRow } from './sources.ts';

/** Writes the three files, their manifest, README and NOTICE. Returns the bytes of each file. Throws above 8 MB. */
export function writeSample(folder: string, sample: Sample, sourceReadme: string): Record<string, number> {
  mkdirSync(folder, { recursive: true });
  const files = Object.entries(sample.files).map(([file, rows]) => describe(file, rows));
  const total = files.reduce((sum, { packed }) => sum + packed.length, 0);
  if (total > MAX_BYTES) throw new Error(`The sample has ${total} bytes; ${MAX_BYTES} is the most a checkout should carry.`);
  for (const { name, packed } of files) writeFileSync(join(folder, name), packed);
  const manifest = { format: 1, files: files.map(({ entry }) => entry) };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, 'README.md'), readmeOf(sample, files.map(({ entry }) => entry)));
  writeFileSync(join(folder, 'NOTICE.md'), noticeOf(sample, sourceReadme));
  return Object.fromEntries(files.map(({ file, packed }) => [file, packed.length]));
}

/** `sha256` and `bytes` are the file's; `contentSha256` the lines', which no zlib version can change. */
export interface ManifestEntry {
  readonly name: string;
  readonly rows: number;
  readonly benign: number;
  readonly malicious: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256: string;
}

const MAX_BYTES = 8_000_000;

function describe(file: string, rows: readonly SampleRow[]): { file: string; name: string; packed: Buffer; entry: ManifestEntry } {
  const name = `${file}.jsonl.gz`;
  const ordered = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const lines = Buffer.from(ordered.map((row) => `${lineOf(row)}\n`).join(''), 'utf8');
  const packed = gzip(lines);
  const benign = rows.filter((row) => row.label === 'benign').length;
  const entry = {
    name, rows: rows.length, benign, malicious: rows.length - benign,
    bytes: packed.length, sha256: sha256(packed), contentSha256: sha256(lines),
  };
  return { file, name, packed, entry };
}

function lineOf({ id, text, label, source, category }: SampleRow): string {
  return JSON.stringify({ id, text, label, source, category });
}

/** No time and no operating system in the header (bytes 4–7 and 9 of RFC 1952), so machines agree. */
function gzip(lines: Buffer): Buffer {
  const packed = gzipSync(lines, { level: 9 });
  packed.fill(0, 4, 8);
  packed[9] = 255;
  return packed;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
