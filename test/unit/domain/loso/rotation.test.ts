import { expect, test } from '@jest/globals';
import { rotationsOf } from '../../../../domain/loso/rotation.ts';

const SOURCES = { malicious: { wild: 300, deep: 200, rare: 5 }, benign: { chat: 900, bash: 800, bank: 700 } };

test('every source that is large enough is left out, the larger side once', () => {
  const rotations = rotationsOf([], SOURCES);
  expect(rotations.map(({ benign, malicious }) => [...malicious, ...benign])).toEqual([['deep', 'bank'], ['wild', 'bash'], ['deep', 'chat']]);
  expect(new Set(rotations.map(({ name }) => name)).size).toBe(3);
});

test('rotations of the profile stand as they are written', () => {
  const asked = [{ name: 'one', benign: ['chat', 'bash'], malicious: ['wild'] }];
  expect(rotationsOf(asked, SOURCES)).toEqual(asked);
});

test('refuses a source that is in no set, and sets without sources', () => {
  expect(() => rotationsOf([{ name: 'one', benign: ['chta'], malicious: ['wild'] }], SOURCES)).toThrow('loso.rotations one: benign: "chta" is not valid. Write sources that have rows there: bank, bash, chat.');
  expect(() => rotationsOf([], { malicious: { rare: 5 }, benign: { chat: 90 } })).toThrow('Bring sources of both classes with at least 30 rows');
});
