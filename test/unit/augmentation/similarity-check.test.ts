import { expect, test } from '@jest/globals';
import { similarityCheck } from '../../../augmentation/similarity-check.ts';
import { FakeEncoder } from '../../fakes/fake-guards.ts';

const source = { id: 's', text: 'source [0.6,0.8]' };

class CountingEncoder extends FakeEncoder {
  readonly embedded: string[] = [];
  override embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.embedded.push(...texts);
    return super.embed(texts);
  }
}

test('drops what is below the cosine similarity, and keeps what is at it', async () => {
  const check = similarityCheck(new FakeEncoder('e', 8), 0.625);
  expect(await check({ id: 's', text: '[1,0]' }, ['[0.625,0.78]', '[0.5,0.86]', '[-1,0]'])).toEqual([undefined, 'meaning-changed', 'meaning-changed']);
  expect(await check(source, ['[0.8,0.6]', '[1,0]'])).toEqual([undefined, 'meaning-changed']);
  expect(await check(source, [])).toEqual([]);
});

test('embeds a source once while it is asked about', async () => {
  const encoder = new CountingEncoder('e', 8);
  const check = similarityCheck(encoder, 0.5);
  await check(source, ['a [1,0]']);
  expect(await check(source, ['b [-1,0]', 'c [0,1]'])).toEqual(['meaning-changed', undefined]);
  await check({ id: 's', text: 'other [1,0]' }, ['d [1,0]']);
  expect(encoder.embedded).toEqual([source.text, 'a [1,0]', 'b [-1,0]', 'c [0,1]', 'other [1,0]', 'd [1,0]']);
});
