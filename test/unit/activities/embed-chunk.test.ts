import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { embedChunk } from '../../../activities/embed-chunk.ts';
import { putText } from '../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { putVectors, readVectors } from '../../../activities/engine/vectors.ts';
import { bench, inActivity, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const lease = { key: 'stage-key', owner: 'run-1', token: 1, refresh: false };

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

test('embeds its range in the order of the table; chunks put together are the table', async () => {
  const rows = await at.rows([row({ id: 'c', text: '[5,6]' }), row({ id: 'a', text: '[1,2]' }), row({ id: 'b', text: '[3,4]' })]);
  const encoder = { model: await putText(at.ports, 'encoder'), tokenizer: await putText(at.ports, '{}') };
  const guards = guardPool(at.ports);
  const chunk = (from: number, to: number) => inActivity(() => embedChunk(at.ports, guards)({ lease, rows, range: { from, to }, encoder, maxTokens: 32 }));
  const [first, second] = [await chunk(0, 2), await chunk(2, 3)];
  expect([first.summary, first.headline, first.outputs.vectors.bytes]).toEqual([{ rows: 2 }, '2 rows embedded', 16]);
  const vectors = await readVectors(at.ports, [first.outputs.vectors, second.outputs.vectors]);
  expect(vectors.map((vector) => [...vector])).toEqual([[1, 2], [3, 4], [5, 6]]);
  expect(at.guards.encoders).toMatchObject([{ model: 'encoder', maxTokens: 32 }]);
  await chunk(0, 2);
  expect(at.guards.encoders).toHaveLength(1);
});

test('vectors are 32-bit floats, little-endian, end to end, whatever buffer they are a part of', async () => {
  const parts = Float32Array.from([9, 0.1, 0.2, 9]);
  const ref = await putVectors(at.ports, at, [parts.subarray(1, 3)]);
  expect((await at.store.read(ref.uri.slice('store:'.length)))!.bytes).toEqual(Buffer.from(Float32Array.from([0.1, 0.2]).buffer));
  expect(await readVectors(at.ports, [])).toEqual([]);
  expect(await readVectors(at.ports, [await putVectors(at.ports, at, [])])).toEqual([]);
});
