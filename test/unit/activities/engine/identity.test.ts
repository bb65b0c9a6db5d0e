import { describe, expect, test } from '@jest/globals';
import { differences, identityOf, keyOf } from '../../../../activities/engine/identity.ts';
import type { Identity, Work } from '../../../../activities/engine/identity.ts';
import type { UnitName } from '../../../../domain/stage-versions.ts';
import { STAGE_VERSIONS, TRAINER_UNITS } from '../../../../domain/stage-versions.ts';
import { bench, refTo } from '../../../support/stage-bench.ts';

const at = await bench();

const work: Work = { unit: 'plan', parameters: { seed: 7, plan: { a: 1, b: [1, 2] } }, inputs: { training: refTo('t'), traffic: refTo('b') } };
const keyFor = async (given: Work): Promise<string> => keyOf(await identityOf(at.ports, given));

describe('the key', () => {
  test('is the SHA-256 of the canonical JSON', () => {
    const identity: Identity = { unit: 'plan', version: 1, parameters: {}, inputs: {} };
    // printf '{"inputs":{},"parameters":{},"unit":"plan","version":1}' | sha256sum
    expect(keyOf(identity)).toBe('f9fd5bcc8506b54b2339b35f1670ec8bf79985162acc7d03d7b5ac1cf0209a81');
  });

  test.each<[string, Work]>([
    ['the unit', { ...work, unit: 'assemble' }],
    ['a parameter', { ...work, parameters: { ...work.parameters, seed: 8 } }],
    ['a nested parameter', { ...work, parameters: { ...work.parameters, plan: { a: 1, b: [2, 1] } } }],
    ['another parameter', { ...work, parameters: { ...work.parameters, more: null } }],
    ['an input', { ...work, inputs: { ...work.inputs, traffic: refTo('other') } }],
    ['the name of an input', { ...work, inputs: { training: refTo('t'), attacks: refTo('b') } }],
    ['which input is which', { ...work, inputs: { training: refTo('b'), traffic: refTo('t') } }],
  ])('changes with %s', async (_, other) => {
    expect(await keyFor(other)).not.toBe(await keyFor(work));
  });

  test('does not change with the order of keys, or with where and how large an input is', async () => {
    const reordered: Work = { inputs: { traffic: { uri: 'file:elsewhere', sha256: 'b', bytes: 99 }, training: refTo('t', 5) }, parameters: { plan: { b: [1, 2], a: 1 }, seed: 7 }, unit: 'plan' };
    expect(await keyFor(reordered)).toBe(await keyFor(work));
  });

  test('changes with the version', async () => {
    const identity = await identityOf(at.ports, work);
    expect(identity.version).toBe(STAGE_VERSIONS.plan);
    expect(keyOf({ ...identity, version: identity.version + 1 })).not.toBe(keyOf(identity));
  });

  test.each(Object.keys(STAGE_VERSIONS) as UnitName[])('of %s changes with the trainer only where the trainer makes it', async (unit) => {
    const [before, after] = [await bench(), await bench()];
    after.trainer.hash = 'trainer-2';
    const [was, is] = [keyOf(await identityOf(before.ports, { ...work, unit })), keyOf(await identityOf(after.ports, { ...work, unit }))];
    expect(was !== is).toBe(TRAINER_UNITS.has(unit));
    await Promise.all([before.close(), after.close()]);
  });

  test('refuses what is not JSON', () => {
    expect(() => keyOf({ unit: 'plan', version: 1, parameters: { rate: Number.NaN }, inputs: {} })).toThrow();
  });
});

describe('differences', () => {
  const before: Identity = { unit: 'train', version: 1, parameters: { seed: 7, epochs: 2 }, inputs: { train: 'a', tuning: 'b' }, trainer: 'x' };

  test('of equal identities are none', () => {
    expect(differences(before, { ...before, parameters: { epochs: 2, seed: 7 } })).toEqual([]);
  });

  test('name version, trainer, inputs and parameters, new and missing ones too', () => {
    const now: Identity = { unit: 'train', version: 3, parameters: { seed: 8, patience: 1 }, inputs: { train: 'c', validation: 'd' }, trainer: 'y' };
    expect(differences(before, now)).toEqual([
      'version 1 → 3',
      'the trainer changed',
      'input train changed',
      'input tuning changed',
      'input validation changed',
      'parameter epochs changed',
      'parameter patience changed',
      'parameter seed changed',
    ]);
  });
});
