import { describe, expect, test } from '@jest/globals';
import { changeProfile, changesAnything } from '../../../../domain/fallback/change-profile.ts';
import { parseProfile } from '../../../../schemas/profile.ts';
import { profileJson } from '../../schemas/profiles.ts';

const hybrid = parseProfile(profileJson('hybrid'));

describe('changeProfile', () => {
  test('merges the patches and leaves the rest', () => {
    const changed = changeProfile(hybrid, { change: { train: { dropout: 0.4 }, assemble: { replayRows: 9 } } });
    expect(changed).toEqual({ ...hybrid, train: { ...hybrid.train, dropout: 0.4 }, assemble: { ...hybrid.assemble, replayRows: 9 } });
  });

  test('puts an own strategy in the shipped one\'s place, without the projection that was made for another', () => {
    const { plan } = changeProfile(hybrid, { change: { strategy: { coverage: 0.75 } } });
    expect(plan.strategies).toEqual([expect.objectContaining({ name: 'hybrid', coverage: 0.75, variationsPerFalsePositive: 8, hardNegatives: 250, maliciousAugmentations: 3000 })]);
    expect(plan.strategies[0]).not.toHaveProperty('projectedFalsePositiveRate');
    expect(changeProfile(hybrid, { change: { strategy: { coverage: 0.75, projectedFalsePositiveRate: 0.02 } } }).plan.strategies[0]).toHaveProperty('projectedFalsePositiveRate', 0.02);
  });

  test('puts the failing categories first where the rule asks', () => {
    const rule = { change: { hardNegativesFirst: 'failing-categories' } } as const;
    expect(changeProfile(hybrid, rule, ['Other']).assemble.hardNegativesFirst).toEqual(['Other']);
    expect(changeProfile(hybrid, rule, [])).toEqual(hybrid);
  });

  test('a merge changes nothing', () => expect(changeProfile(hybrid, {})).toEqual(hybrid));
});

test.each([
  [{ train: { dropout: hybrid.train.dropout } }, false],
  [{ train: { dropout: 0.31 } }, true],
  [{ train: { maliciousWeight: null } }, false],
  [{ strategy: { coverage: 2500 } }, false],
  [{ strategy: { coverage: 2501 } }, true],
])('%j changes anything: %s', (change, expected) => expect(changesAnything(hybrid, { change })).toBe(expected));
