import { describe, expect, test } from '@jest/globals';
import { mergePatch } from '../../../domain/merge-patch.ts';
import { parseProfile } from '../../../schemas/profile.ts';
import { profileJson } from './profiles.ts';

const RULE = { name: 'asked', when: [{ gate: 'recall' }], change: { train: { epochs: 2 } }, reason: 'because' };

function problems(fallbacks: unknown, base = 'sample', patch: object = {}): string[] {
  try {
    parseProfile(mergePatch(profileJson(base), { ...patch, fallbacks }));
  } catch (error) {
    expect(error).toMatchObject({ code: 'HONE_INVALID_INPUT' });
    return (error as Error).message.split('\n').slice(1).map((line) => line.trim());
  }
  return [];
}
const ofRule = (fields: object, base?: string, patch?: object): string[] => problems({ rounds: 2, rules: [{ ...RULE, ...fields }] }, base, patch);

describe('fallback rules', () => {
  test('are optional', () => expect(problems(null)).toEqual([]));

  test('of the sample speak of the tuning slice alone, and turn twice at most', () => {
    const { fallbacks } = parseProfile(profileJson('sample'));
    expect(fallbacks?.rounds).toBe(2);
    expect(new Set(fallbacks?.rules.flatMap(({ when }) => when.map(({ on }) => on)))).toEqual(new Set([undefined, 'tuning']));
  });

  test.each([
    [{ rounds: 0 }, 'fallbacks.rounds: 0 is not valid. Write a number of at least 1.'],
    [{ gpuHours: 0 }, 'fallbacks.gpuHours: 0 is not valid. Write a number greater than 0.'],
    [{ rules: [RULE, RULE] }, expect.stringMatching(/^fallbacks\.rules: .* Give each rule a name of its own\.$/)],
  ])('%j', (fields, problem) => expect(problems({ rounds: 2, rules: [], ...fields })).toEqual([problem]));

  test.each([
    [{ when: [{ gate: "recal" }] }, 'fallbacks.rules[0].when[0].gate: "recal" is not valid. There is no such gate; did you mean recall?'],
    [{ when: [{ gate: 'adversarial-recall' }] }, 'fallbacks.rules[0].when[0].gate: "adversarial-recall" is not valid. Rounds measure whole sets, and this gate asks for the slice family:*: name another gate, or a quantity.'],
    [{ when: [] }, expect.stringContaining('fallbacks.rules[0].when: [] is not valid.')],
    [{ when: [{ gate: 'recall', gap: 1 }] }, 'fallbacks.rules[0].when[0].gap: 1 is not valid. Leave it out: only over-fit has a gap.'],
    [{ when: [{ gate: 'over-fit', on: 'test' }] }, 'fallbacks.rules[0].when[0].on: "test" is not valid. Leave it out: over-fit is told by the losses on validation and training rows.'],
    [{ merge: { share: 0.5 } }, expect.stringContaining('Write either change or merge: a round does one of them.')],
    [{ change: { train: { epohcs: 2 } } }, 'fallbacks.rules[0].change.train.epohcs: 2 is not valid. There is no such key; did you mean epochs?'],
    [{ change: { train: { epochs: 0 } } }, 'fallbacks.rules[0].change.train.epochs: 0 is not valid. Write a number of at least 1.'],
    [{ change: { strategy: { coverage: 1.5 } } }, expect.stringContaining('fallbacks.rules[0].change.strategy.coverage: 1.5 is not valid.')],
    [{ change: { strategy: { name: 'other' } } }, 'fallbacks.rules[0].change.strategy.name: "other" is not valid. Leave it out, or change plan.strategy to take another strategy.'],
    [{ change: { plan: { strategy: 'none' } } }, expect.stringContaining('fallbacks.rules[0].change: the profile is not valid with it: plan.strategy: "none" is not valid.')],
    [{ change: { plan: { llm: { model: 'x' } } } }, expect.stringContaining('fallbacks.rules[0].change.plan.llm: {"model":"x"} is not valid. Leave it out')],
    [{ change: { augmentation: { methods: { restructuring: 0.5, paraphrase: 0.3 } } } }, expect.stringContaining('"paraphrase" is not valid. It needs a provider that the first round does not')],
    [{ change: { model: { maxTokens: 9 } } }, expect.stringContaining('fallbacks.rules[0].change.model')],
  ])('%j', (fields, problem) => expect(ofRule(fields)).toEqual([problem]));

  test('hard negatives can come first only where there are some', () => {
    const fields = { change: { hardNegativesFirst: 'failing-categories' } };
    expect(ofRule(fields)).toEqual([]);
    expect(ofRule(fields, 'sample', { sets: { trainingHardNegatives: null } })).toEqual([expect.stringContaining('There are no hard negatives to learn from')]);
  });

  test('hybrid may use the providers that it has from the first round on', () => {
    expect(ofRule({ change: { augmentation: { methods: { paraphrase: 0.6, 'back-translation-de': 0.05, 'back-translation-fr': 0.05 } } } }, 'hybrid')).toEqual([]);
  });

  test('are tried after one another too', () => {
    const first = { ...RULE, name: 'first', change: { plan: { strategies: [{ name: 'mine', description: '', coverage: 0.5, variationsPerFalsePositive: 1, hardNegatives: 0, maliciousAugmentations: 0 }], strategy: 'mine' } } };
    const second = { ...RULE, name: 'second', change: { plan: { strategy: 'sample' } } };
    expect(problems({ rounds: 3, rules: [second, first] })).toEqual([]);
    expect(problems({ rounds: 3, rules: [first, second] })).toEqual([expect.stringContaining('fallbacks.rules[1].change: the profile is not valid after the rules before it: plan.strategy: "sample" is not valid.')]);
  });
});
