import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { NearDuplicateIndex } from '../../../domain/near-duplicates/near-duplicate-index.ts';
import { normaliseForMatching } from '../../../domain/near-duplicates/normalise-for-matching.ts';
import { ALLOWED_SOURCES, isMislabelledEmail, TRAFFIC_ONLY_SOURCES, TRAINING_ONLY_SOURCES } from '../../../scripts/sample-data/sources.ts';
import type { SampleRow } from '../../../scripts/sample-data/sources.ts';
import type { ManifestEntry } from '../../../scripts/sample-data/write-sample.ts';

const FOLDER = join(import.meta.dirname, '../../../data/sample');
const manifest = JSON.parse(readFileSync(join(FOLDER, 'manifest.json'), 'utf8')) as { files: ManifestEntry[] };
const training = rowsOf('training');
const traffic = rowsOf('traffic');
const attacks = rowsOf('attacks');
const all = [...training, ...traffic, ...attacks];

describe('the files', () => {
  test('are the three that the manifest names', () => {
    expect(manifest.files.map((file) => file.name)).toEqual(['training.jsonl.gz', 'traffic.jsonl.gz', 'attacks.jsonl.gz']);
  });

  test.each(manifest.files)('$name is as the manifest says', ({ name, rows, benign, malicious, bytes, sha256, contentSha256 }) => {
    const packed = readFileSync(join(FOLDER, name));
    const lines = gunzipSync(packed);
    const parsed = parse(lines);
    expect({ bytes: packed.length, sha256: hashOf(packed), contentSha256: hashOf(lines), rows: parsed.length }).toEqual({ bytes, sha256, contentSha256, rows });
    expect(parsed.filter((row) => row.label === 'benign')).toHaveLength(benign);
    expect(parsed.filter((row) => row.label === 'malicious')).toHaveLength(malicious);
  });

  test('have no time and no operating system in their headers', () => {
    for (const { name } of manifest.files) {
      const header = readFileSync(join(FOLDER, name)).subarray(0, 10);
      expect([...header.subarray(4, 8), header[9]]).toEqual([0, 0, 0, 0, 255]);
    }
  });

  test('take 8 MB or less together', () => {
    const bytes = readdirSync(FOLDER).reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(8_000_000);
  });
});

describe('the rows', () => {
  test('have exactly the five fields, as text that is not empty', () => {
    const faulty = all.filter((row) => Object.keys(row).join() !== 'id,text,label,source,category'
      || Object.values(row).some((value) => typeof value !== 'string' || value.trim() === ''));
    expect(faulty).toEqual([]);
  });

  test('have unique ids', () => {
    expect(new Set(all.map((row) => row.id)).size).toBe(all.length);
  });

  test('come from sources that may be shipped, each with a section in NOTICE.md', () => {
    const sources = [...new Set(all.map((row) => row.source))];
    const notice = readFileSync(join(FOLDER, 'NOTICE.md'), 'utf8');
    expect(sources.filter((source) => !ALLOWED_SOURCES.has(source))).toEqual([]);
    expect(sources.filter((source) => !notice.includes(`\n## ${source}\n`))).toEqual([]);
    for (const barred of ['sgd', 'stackoverflow-titles', 'promptshield', 'bipia-clean', 'bipia-assembled', 'spikee-in-bipia-docs']) {
      expect(sources).not.toContain(barred);
    }
    expect(all.filter(isMislabelledEmail)).toEqual([]);
    expect(all.filter((row) => row.category === 'harmful-request')).toEqual([]);
  });

  test('are labelled by their file: traffic benign, attacks malicious, training 53 % benign', () => {
    expect(traffic.filter((row) => row.label !== 'benign')).toEqual([]);
    expect(attacks.filter((row) => row.label !== 'malicious')).toEqual([]);
    expect(training.filter((row) => row.label === 'benign').length / training.length).toBeCloseTo(0.53, 2);
  });

  test('are enough', () => {
    expect(training.length).toBeGreaterThanOrEqual(7_800);
    expect(traffic.length).toBeGreaterThanOrEqual(65_000);
    expect(attacks.length).toBeGreaterThanOrEqual(1_500);
  });

  test('of over-defence-prone sources are in traffic only, of noisy ones never in the attacks', () => {
    expect(training.filter((row) => TRAFFIC_ONLY_SOURCES.has(row.source))).toEqual([]);
    expect(attacks.filter((row) => TRAINING_ONLY_SOURCES.has(row.source))).toEqual([]);
    expect(TRAINING_ONLY_SOURCES).toContain('shirepydev-llama3');
  });

  test('of two files never have the same text', () => {
    const fileOf = new Map<string, string>();
    const shared: string[] = [];
    for (const [file, rows] of Object.entries({ training, traffic, attacks })) {
      for (const row of rows) {
        const text = normaliseForMatching(row.text);
        if ((fileOf.get(text) ?? file) !== file) shared.push(row.id);
        fileOf.set(text, file);
      }
    }
    expect(shared).toEqual([]);
  });

  test('of training are not near an attack of the evaluation', () => {
    const index = new NearDuplicateIndex(attacks.map((row) => row.text), { jaccard: 0.8 });
    expect(training.filter((row) => index.has(row.text)).map((row) => row.id)).toEqual([]);
  });
});

function rowsOf(file: string): SampleRow[] {
  return parse(gunzipSync(readFileSync(join(FOLDER, `${file}.jsonl.gz`))));
}

function parse(lines: Buffer): SampleRow[] {
  return lines.toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as SampleRow);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
