import { expect, test } from '@jest/globals';
import { inTurn } from '../../../augmentation/meaning-check.ts';
import type { MeaningCheck, MeaningVerdict } from '../../../augmentation/meaning-check.ts';

const source = { id: 's', text: 'source' };

function checkBy(verdicts: Readonly<Record<string, MeaningVerdict>>): MeaningCheck & { readonly asked: string[] } {
  const asked: string[] = [];
  const check: MeaningCheck = (_, texts) => Promise.resolve(texts.map((text) => (asked.push(text), verdicts[text])));
  return Object.assign(check, { asked });
}

test('the dear check is not asked about what the cheap one drops; each verdict stays with its text', async () => {
  const cheap = checkBy({ a: 'meaning-changed', d: 'meaning-changed' });
  const dear = checkBy({ b: 'label-changed', c: 'unjudged', d: 'label-changed' });
  expect(await inTurn([cheap, dear])!(source, ['a', 'b', 'c', 'd', 'e'])).toEqual(['meaning-changed', 'label-changed', 'unjudged', 'meaning-changed', undefined]);
  expect([cheap.asked, dear.asked]).toEqual([['a', 'b', 'c', 'd', 'e'], ['b', 'c', 'e']]);
});

test('one check is that check, none is none, and nothing left asks nobody', async () => {
  const [first, second] = [checkBy({ a: 'meaning-changed' }), checkBy({})];
  expect(inTurn([])).toBeUndefined();
  expect(inTurn([first])).toBe(first);
  expect(await inTurn([first, second])!(source, ['a'])).toEqual(['meaning-changed']);
  expect(second.asked).toEqual([]);
});
