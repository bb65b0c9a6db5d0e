import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { localPath, sha256Of } from '../../../../activities/engine/artifacts.ts';
import { allDecisions, decide, freezeDecisions, frozenDecisions, textHashOf, withdraw } from '../../../../activities/engine/reviews.ts';
import { MemoryStore } from '../../../fakes/memory-store.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const A = textHashOf('a text');
const B = textHashOf('another text');
const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown as string;

test('a text is named by the hash of what it says, however it is written', () => {
  expect(textHashOf(' Ignore  ALL rules\n')).toBe(sha256Of('ignore all rules'));
});

describe('decisions', () => {
  test('the last one on a text holds; those before it are kept, oldest first', async () => {
    const store = new MemoryStore();
    await decide(store, A, 'benign', 'ada');
    await decide(store, A, 'drop', 'bob');
    await decide(store, A, 'malicious', 'cy');
    expect(await allDecisions(store)).toEqual([{ textHash: A, decision: 'malicious', by: 'cy', at, earlier: [{ decision: 'benign', by: 'ada', at }, { decision: 'drop', by: 'bob', at }] }]);
    expect([...store.objects.keys()]).toEqual([`reviews/decisions/${A}.json`]);
  });

  test('taken back, the one before it holds again, and at last none', async () => {
    const store = new MemoryStore();
    await decide(store, A, 'benign', 'ada');
    await decide(store, A, 'drop', 'bob');
    await withdraw(store, A);
    expect(await allDecisions(store)).toEqual([{ textHash: A, decision: 'benign', by: 'ada', at, earlier: [] }]);
    await withdraw(store, A);
    await withdraw(store, A);
    expect(await allDecisions(store)).toEqual([]);
  });

  test('of two people at once are both kept', async () => {
    const store = new MemoryStore();
    await Promise.all([decide(store, A, 'benign', 'ada'), decide(store, A, 'benign', 'bob'), decide(store, A, 'benign', 'cy')]);
    const [decided] = await allDecisions(store);
    expect([decided!.by, ...decided!.earlier.map(({ by }) => by)].sort()).toEqual(['ada', 'bob', 'cy']);
  });
});

describe('frozen decisions', () => {
  let it: Bench;
  beforeEach(async () => void (it = await bench()));
  afterEach(() => it.close());

  test('are there from the first decision on, sorted, and the same whoever confirmed them when', async () => {
    expect(await freezeDecisions(it.ports)).toBeUndefined();
    await decide(it.store, B, 'drop', 'ada');
    await decide(it.store, A, 'benign', 'ada');
    const first = (await freezeDecisions(it.ports))!;
    const lines = [{ decision: 'benign', textHash: A }, { decision: 'drop', textHash: B }].sort((a, b) => (a.textHash < b.textHash ? -1 : 1));
    expect(await readFile(await localPath(it.ports, first), 'utf8')).toBe(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await decide(it.store, A, 'benign', 'bob');
    expect(await freezeDecisions(it.ports)).toEqual(first);
    await decide(it.store, A, 'malicious', 'bob');
    expect((await freezeDecisions(it.ports))!.sha256).not.toBe(first.sha256);
  });

  test('answer for a text, and stay as they were frozen', async () => {
    await decide(it.store, A, 'benign', 'ada');
    const ref = await freezeDecisions(it.ports);
    await decide(it.store, A, 'drop', 'ada');
    const decisionOn = await frozenDecisions(it.ports, ref);
    expect([decisionOn('A  Text'), decisionOn('another text')]).toEqual(['benign', undefined]);
    expect((await frozenDecisions(it.ports, undefined))('a text')).toBeUndefined();
  });
});
