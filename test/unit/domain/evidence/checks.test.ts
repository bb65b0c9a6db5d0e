import { describe, expect, test } from '@jest/globals';
import type { Certificate, Look } from '../../../../domain/certificate.ts';
import { checkGroupLeak } from '../../../../domain/evidence/check-group-leak.ts';
import { checkLook } from '../../../../domain/evidence/check-look.ts';
import { checkThreshold } from '../../../../domain/evidence/check-threshold.ts';
import { differences } from '../../../../domain/evidence/differences.ts';
import { someOf } from '../../../../domain/evidence/finding.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';
import { row } from '../../../support/stage-bench.ts';

describe('checkLook', () => {
  const look: Look = { number: 2, certificate: 'key', run: 'run-1', at: '2026-01-02T03:04:05.000Z' };
  const first: Look = { ...look, number: 1, certificate: 'other' };
  const certificate: Certificate = { ...CERTIFICATE, look };
  const claim = { key: 'key', set: certificate.set.sha256, number: 2 };

  test('passes where ledger and claims agree', () => expect(checkLook('key', certificate, [first, look], [claim, { ...claim, key: 'other', number: 1 }])).toMatchObject({ verdict: 'pass' }));

  test.each<[string, string, Parameters<typeof checkLook>]>([
    ['another certificate', 'names the look of another one, key', ['mine', certificate, [first, look], []]],
    ['no entry', 'the ledger has no look 2', ['key', certificate, [first], []]],
    ['another run', 'look 2 in the ledger is that of certificate key by run-9', ['key', certificate, [first, { ...look, run: 'run-9' }], []]],
    ['two entries', 'the ledger has this certificate 2 times', ['key', certificate, [{ ...look, number: 1 }, look], []]],
    ['another claim', 'certificate other claims look 2 as well', ['key', certificate, [first, look], [{ ...claim, key: 'other' }]]],
    ['a gap', 'the numbers of the ledger have a gap', ['key', certificate, [look], []]],
    ['a look declared as one of another number', 'look 1 was declared as one of 3, this one of 10', ['key', certificate, [{ ...first, declared: 3 }, { ...look, declared: 10 }], []]],
    ['too many looks', 'only 1 looks were declared', ['key', { ...certificate, declaredLooks: 1 }, [first, look], []]],
  ])('fails on %s', (_what, said, args) => expect(checkLook(...args)).toMatchObject({ verdict: 'fail', sentence: expect.stringContaining(said) }));

  test('a claim to another set is none', () => expect(checkLook('key', certificate, [first, look], [{ ...claim, key: 'other', set: 'another' }])).toMatchObject({ verdict: 'pass' }));
});

test('checkGroupLeak finds a shared group, id or text, whatever its capitals and spaces', () => {
  const evaluated = { tuning: [row({ id: 'e', groupId: 'g', text: 'Some words here' })] };
  const learned = (fields: object): ReturnType<typeof checkGroupLeak> => checkGroupLeak({ train: [row({ id: 'a' }), row({ id: 'b', text: 'other', ...fields })] }, evaluated);
  expect(learned({})).toMatchObject({ verdict: 'pass' });
  expect(learned({ groupId: 'g' }).sentence).toContain('b of train by its group');
  expect(learned({ id: 'e' }).sentence).toContain('e of train by its id');
  expect(learned({ text: 'SOME  words here' }).sentence).toContain('b of train by its text');
});

test('checkThreshold allows what the machine allows, and no more', () => {
  const stated = { rule: 'neyman-pearson', value: 0.5, fittedOn: 'set', benign: 100, groups: 100, aim: 1, limit: 0.1, delta: 0.05, seed: 1 } as const;
  const rows = Array.from({ length: 100 }, (_, index) => ({ id: `r${index}`, groupId: `r${index}`, label: 'benign' as const, score: index / 100 }));
  const at = (shipped: number, tolerance: number): string => checkThreshold(stated, shipped, 'set', rows, tolerance).verdict;
  // P(Binomial(100, 0.1) <= 4) = 0.024 <= 5 % < P(<= 5) = 0.058: four may lie above, so just over 0.95.
  expect([at(0.95, 1e-6), at(0.96, 1e-6), at(0.96, 0.02), at(0.94, 0.005)]).toEqual(['pass', 'fail', 'pass', 'fail']);
  expect(checkThreshold({ ...stated, fittedOn: 'another' }, 0.95, 'set', rows, 1).verdict).toBe('fail');
  expect(checkThreshold(stated, 0.95, 'set', rows.slice(0, 9), 1).sentence).toContain('No threshold can be placed');
});

test('differences are paths, and a missing key is one', () => {
  expect(differences({ a: 1, b: [{ c: 2 }] }, { a: 1, b: [{ c: 2 }] })).toEqual([]);
  expect(differences({ a: 1, b: [{ c: 2 }, 5] }, { a: 2, b: [{ c: 3 }] })).toEqual(['a', 'b.0.c', 'b.1']);
  expect(differences([], {})).toEqual(['all of it']);
});

test('someOf shows five', () => expect([someOf(['a', 'b']), someOf([...'abcdefg'])]).toEqual(['a, b', 'a, b, c, d, e and 2 more']));
