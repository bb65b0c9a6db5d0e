import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { storedTaxonomy } from '../../../activities/stored-taxonomy.ts';
import { bench, sourceFile } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const stored = (): ReturnType<typeof storedTaxonomy> => storedTaxonomy(at.ports.options.projectDirectory);

test('reads the taxonomy of the project', async () => {
  const taxonomy = { schema: 1, confidenceFloor: 0.3, categories: [{ name: 'All', description: '', dataCategories: [], attackCategories: [], attackSources: [], rules: [] }] };
  await sourceFile(at, 'data/taxonomy.json', JSON.stringify(taxonomy));
  expect(await stored()).toEqual(taxonomy);
});

test('says what to do when there is none, or none that is valid', async () => {
  await expect(stored()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: 'taxonomy: "data/taxonomy.json" is not valid. There is no such file in the project folder; take the one Hone comes with.' });
  await sourceFile(at, 'data/taxonomy.json', '{');
  await expect(stored()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('It is not JSON') });
  await sourceFile(at, 'data/taxonomy.json', '{}');
  await expect(stored()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('categories') });
});
