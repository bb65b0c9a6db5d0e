import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Row } from '../domain/row.ts';

export type SampleRow = Omit<Row, 'groupId'>;
export type SampleSet = 'training' | 'traffic' | 'attacks';

/** Rows of the sample profile's files, in the files' order. */
export function sampleRows(...sets: readonly SampleSet[]): SampleRow[] {
  return sets.flatMap((set) => {
    const packed = readFileSync(new URL(`../data/sample/${set}.jsonl.gz`, import.meta.url));
    return gunzipSync(packed).toString('utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as SampleRow);
  });
}
