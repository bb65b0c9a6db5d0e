import { expect, test } from '@jest/globals';
import { isMerged, OWN_RECIPE, recipesOf } from '../../../../domain/loso/recipe-settings.ts';
import { parseProfile } from '../../../../schemas/profile.ts';
import sample from '../../../../profiles/sample.json' with { type: 'json' };

const PROFILE = parseProfile({ ...sample, loso: { rotations: [], poolRows: 10, evaluationRows: 10, recipes: [{ name: 'slow', coverage: 0.75, replayRows: 2000, mergeShare: 0.5, train: { learningRate: 2e-5, epochs: 3 } }] } });

test('the profile\'s own recipe comes first; another changes what it names', () => {
  const [own, slow] = recipesOf(PROFILE);
  expect(own).toMatchObject({ name: OWN_RECIPE, coverage: PROFILE.plan.strategies[0]!.coverage, replayRows: PROFILE.assemble.replayRows, train: { learningRate: PROFILE.train.learningRate, epochs: PROFILE.train.epochs } });
  expect(own).not.toHaveProperty('mergeShare');
  expect(slow).toEqual({ ...own, name: 'slow', coverage: 0.75, replayRows: 2000, mergeShare: 0.5, train: { ...own!.train, learningRate: 2e-5, epochs: 3 } });
});

test('each training is evaluated once', () => {
  expect(recipesOf({ ...PROFILE, train: { ...PROFILE.train, evaluationsPerEpoch: 4 } }).map(({ train }) => train.evaluationsPerEpoch)).toEqual([1, 1]);
});

test('a recipe may not pass for the profile\'s own, nor two have one name', () => {
  const named = (...names: string[]) => ({ ...sample, loso: { rotations: [], poolRows: 10, evaluationRows: 10, recipes: names.map((name) => ({ name })) } });
  expect(() => parseProfile(named(OWN_RECIPE))).toThrow('loso.recipes');
  expect(() => parseProfile(named('a', 'a'))).toThrow('Give each recipe a name of its own');
  expect(parseProfile(named('a', 'b')).loso!.recipes).toHaveLength(2);
});

test('weights are kept where a recipe of the same training averages them', () => {
  const [own, slow] = recipesOf(PROFILE);
  expect([isMerged(own!, [own!, slow!]), isMerged(slow!, [own!, slow!])]).toEqual([false, true]);
  expect(isMerged(own!, [own!, { mergeShare: 0.5, ...own!, name: 'half way' }])).toBe(true);
});
