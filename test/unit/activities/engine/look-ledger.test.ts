import { beforeEach, describe, expect, test } from '@jest/globals';
import { takeLook } from '../../../../activities/engine/look-ledger.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';

let store: MemoryStore;
beforeEach(() => void (store = new MemoryStore()));

const look = (certificate: string, declared = 3, set = 'set-1'): ReturnType<typeof takeLook> => takeLook(store, set, certificate, `run of ${certificate}`, declared, '299 prompts');

describe('takeLook', () => {
  test('counts looks over all runs, and sets apart', async () => {
    expect(await look('a')).toMatchObject({ number: 1, certificate: 'a', run: 'run of a' });
    expect(await look('b')).toMatchObject({ number: 2 });
    expect(await look('c', 3, 'set-2')).toMatchObject({ number: 1 });
    expect(await store.list('looks/')).toEqual(['looks/set-1/0001.json', 'looks/set-1/0002.json', 'looks/set-2/0001.json']);
  });

  test('is the same look for the same certificate: a retry costs nothing', async () => {
    const first = await look('a');
    await look('b');
    expect(await look('a')).toEqual(first);
    expect(await look('c')).toMatchObject({ number: 3 });
  });

  test('refuses when the declared looks are spent, but not what was looked at already', async () => {
    for (const certificate of ['a', 'b', 'c']) await look(certificate);
    await expect(look('d')).rejects.toMatchObject({
      code: 'HONE_LOOKS_USED_UP',
      message: 'certification.looks: all 3 declared looks at set set-1 are spent. Collect fresh rows, which make a new set version. It takes 299 prompts.',
    });
    expect(await look('c')).toMatchObject({ number: 3 });
    expect(await store.list('looks/')).toHaveLength(3);
  });

  test('refuses another number of looks than the first was declared with, since parts of different size sum to more', async () => {
    expect(await look('a', 1)).toMatchObject({ declared: 1 });
    await expect(look('b', 2)).rejects.toThrow('certification.looks: 2 is not valid. Look 1 at set set-1 was declared as one of 1: write 1, or bring fresh rows, which make a new set version.');
    expect(await look('a', 2)).toMatchObject({ number: 1, declared: 1 });
    expect(await look('b', 2, 'set-2')).toMatchObject({ number: 1 });
    expect(await store.list('looks/')).toHaveLength(2);
  });

  test('gives each of ten at once its own number, and no more than were declared', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => look(`c${index}`, 8)));
    const taken = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.number] : []));
    expect(taken.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
