import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, putText } from '../../../activities/engine/artifacts.ts';
import { scoreSplit } from '../../../activities/score-split.ts';
import type { WeightFiles } from '../../../domain/package-files.ts';
import type { Score } from '../../../domain/row.ts';
import { bench, inActivity, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const lease = { key: 'stage-key', owner: 'run-1', token: 1, refresh: false };

let at: Bench;
let weights: WeightFiles;
beforeEach(async () => {
  at = await bench({ threads: 2 });
  weights = { weights: await putText(at.ports, 'weights'), config: await putText(at.ports, '{}'), tokenizer: await putText(at.ports, '{"t":1}') };
});
afterEach(() => at.close());

/** Where the trainer finds the model. */
const folderOf = (request: Readonly<Record<string, unknown>>): string => (request.model as { weights: string }).weights;

describe('scoreSplit', () => {
  test('has the trainer score the rows with the weights', async () => {
    const rows = await at.rows([row({ id: 'a' }), row({ id: 'b' })]);
    const table = await localPath(at.ports, await at.scores({ a: 0.25, b: 0.75 }));
    at.trainer.plays(async (run) => {
      expect(run.request).toMatchObject({ data: { rows: await localPath(at.ports, rows) }, model: { max_tokens: 64 } });
      expect(await readFile(join(folderOf(run.request), 'model.safetensors'), 'utf8')).toBe('weights');
      await copyFile(table, join(run.directory, 'scores.parquet'));
      return {};
    });
    const { outputs, headline } = await inActivity(() => scoreSplit(at.ports)({ lease, rows, weights, maxTokens: 64 }));
    expect(await at.read<Score>(outputs.scores)).toEqual([{ id: 'a', score: 0.25 }, { id: 'b', score: 0.75 }]);
    expect([outputs.scores.rows, headline]).toEqual([2, '2 rows scored']);
  });
});
