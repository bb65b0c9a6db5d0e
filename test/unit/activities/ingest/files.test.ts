import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileBands } from '../../../../activities/ingest/file-bands.ts';
import { FileTexts } from '../../../../activities/ingest/file-texts.ts';
import { MemoryBands } from '../../../../domain/near-duplicates/band-hashes.ts';
import { groupingSteps } from '../../../../domain/near-duplicates/group-near-duplicates.ts';
import { rng } from '../../../../domain/rng.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'hone-files-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('FileTexts', () => {
  test('gives back every text, in any order, between appends, and those larger than its buffer', () => {
    const wanted = ['', 'plain', 'ünïcödé 忽略 😀', 'x'.repeat(3_000_000), 'after the long one'];
    const texts = new FileTexts(join(folder, 'texts'), wanted.length);
    try {
      wanted.slice(0, 3).forEach((text) => texts.append(text));
      expect([texts.at(2), texts.at(0), texts.at(1)]).toEqual([wanted[2], wanted[0], wanted[1]]);
      wanted.slice(3).forEach((text) => texts.append(text));
      expect(texts.length).toBe(5);
      for (const index of [4, 3, 2, 1, 0]) expect(texts.at(index) === wanted[index]).toBe(true);
    } finally {
      texts.close();
    }
  });
});

describe('FileBands', () => {
  // One short of a block, exactly one, and blocks with a rest.
  test.each([0, 1, 8_191, 8_192, 20_000])('keeps the bands of %d texts as memory does', (count) => {
    const random = rng('bands', count);
    const [kept, expected] = [new FileBands(join(folder, `bands-${count}`)), new MemoryBands()];
    try {
      for (let text = 0; text < count; text++) {
        const hashes = Int32Array.from({ length: 3 }, () => random.below(2 ** 31) - 2 ** 30);
        kept.append(hashes);
        expected.append(hashes);
      }
      for (const band of [2, 0, 1]) expect(Buffer.compare(Buffer.from(kept.band(band, 3).buffer), Buffer.from(expected.band(band, 3).buffer))).toBe(0);
    } finally {
      kept.close();
    }
  });

  test('groups texts from files as from memory', () => {
    const random = rng('grouping');
    const wanted = [...new Set(Array.from({ length: 9_000 }, () => `${random.pick(['book a table', 'play a song', 'find my phone'])} number ${random.below(3_000)} ${'now '.repeat(random.below(4))}`.trim()))];
    const texts = new FileTexts(join(folder, 'grouped'), wanted.length);
    const bands = new FileBands(join(folder, 'grouped-bands'));
    try {
      wanted.forEach((text) => texts.append(text));
      expect(drained(groupingSteps(texts, { jaccard: 0.8 }, bands))).toEqual(drained(groupingSteps(wanted, { jaccard: 0.8 })));
    } finally {
      texts.close();
      bands.close();
    }
  });
});

function drained(steps: ReturnType<typeof groupingSteps>): number[] {
  for (;;) {
    const step = steps.next();
    if (step.done) return [...step.value];
  }
}
