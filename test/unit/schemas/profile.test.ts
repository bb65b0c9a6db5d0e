import { describe, expect, test } from '@jest/globals';
import { mergePatch } from '../../../domain/merge-patch.ts';
import { parseProfile } from '../../../schemas/profile.ts';
import { profileJson } from './profiles.ts';

const problems = (patch: unknown, base = profileJson('sample')): string[] => {
  try {
    parseProfile(mergePatch(base, patch));
  } catch (error) {
    expect(error).toMatchObject({ code: 'HONE_INVALID_INPUT' });
    return (error as Error).message.split('\n').slice(1).map((line) => line.trim());
  }
  return [];
};

describe('the shipped profiles', () => {
  test.each(['sample', 'hybrid'])('%s parses to itself', (name) => {
    expect(parseProfile(profileJson(name))).toEqual(profileJson(name));
    expect(parseProfile(profileJson(name)).name).toBe(name);
  });

  test('the hybrid has the values of the worked example', () => {
    expect(parseProfile(profileJson('hybrid'))).toMatchObject({
      plan: { strategy: 'hybrid' },
      cuts: { train: 0.7, validation: 0.15 },
      train: { batchSize: 32, learningRate: 2e-5, epochs: 12, patience: 3, dropout: 0.3, weightDecay: 0.01, evaluationsPerEpoch: 1, classWeights: 'balanced' },
      augmentation: { methods: { paraphrase: 0.4, 'back-translation-de': 0.15, 'back-translation-fr': 0.15, synonyms: 0.15, restructuring: 0.15 }, batchSize: 200 },
      assemble: { replayRows: 'all', includeSources: false },
      release: { policy: 'manual' },
    });
  });

  test('they differ in the latency gate: it warns in the sample, and blocks in the hybrid', () => {
    const effect = (name: string): unknown => parseProfile(profileJson(name)).gates.find((gate) => gate.quantity === 'latency-p95-ms')?.effect;
    expect([effect('sample'), effect('hybrid')]).toEqual(['warns', 'blocks']);
  });
});

test('a rotation cannot leave out what every run holds out, of the same label', () => {
  const patch = { unseen: { benign: ['chat'], malicious: ['wild'] }, loso: { rotations: [{ name: 'one', benign: ['wild', 'chat'], malicious: ['chat', 'wild'] }] } };
  expect(problems(patch)).toEqual([
    'loso.rotations[0].benign: "chat" is not valid. unseen.benign holds it out of every run: name it in one of the two.',
    'loso.rotations[0].malicious: "wild" is not valid. unseen.malicious holds it out of every run: name it in one of the two.',
  ]);
});

describe('stress', () => {
  test('is small in the sample, and larger in the hybrid', () => expect(['sample', 'hybrid'].map((name) => parseProfile(profileJson(name)).stress?.rowsPerFamily)).toEqual([50, 500]));

  const stress = { rowsPerFamily: 5, benignRows: 5, adaptive: { attacks: 1, queries: 10 } };
  test.each<[object, unknown[]]>([
    [stress, []],
    [{ ...stress, severities: [0, 0.5, 1] }, []],
    [{ ...stress, severities: [0.5, 0.3] }, ['stress.severities: [0.5,0.3] is not valid. Write the severities from the smallest to the largest.']],
    [{ ...stress, severities: [1.5] }, [expect.stringContaining('stress.severities[0]: 1.5 is not valid.')]],
    [{ ...stress, severities: [] }, [expect.stringContaining('stress.severities: ')]],
    [{ ...stress, adaptive: { attacks: 1, queries: 0 } }, [expect.stringContaining('stress.adaptive.queries: 0 is not valid.')]],
  ])('%j: %j', (given, found) => expect(problems({ stress: given })).toEqual(found));
});

describe('crossValidation', () => {
  test('is off in the sample, and five folds of all rows in the hybrid', () => expect(['sample', 'hybrid'].map((name) => parseProfile(profileJson(name)).crossValidation)).toEqual([{ folds: 0 }, { folds: 5 }]));

  test.each([
    [{ folds: 1 }, ['crossValidation.folds: 1 is not valid. Write 0 for no cross-validation, or at least 2 folds.']],
    [{ folds: 21 }, [expect.stringContaining('crossValidation.folds: 21 is not valid.')]],
    [{ folds: 0, startFrom: 'base', leakagePremium: true }, ['crossValidation.leakagePremium: true is not valid. Write at least 2 folds for it.']],
    [{ folds: 2, leakagePremium: true }, [expect.stringContaining("crossValidation.leakagePremium: true is not valid. The champion's weights may have learned held-out rows, so nothing would be left to leak: write crossValidation.startFrom: base, too.")]],
    [{ folds: 2, startFrom: 'champion' }, [expect.stringContaining('crossValidation.startFrom')]],
    [{ folds: 2, rowsPerFold: 0 }, [expect.stringContaining('crossValidation.rowsPerFold: 0 is not valid.')]],
    [{ folds: 20, rowsPerFold: 1_000 }, []],
  ])('%j: %j', (crossValidation, found) => expect(problems({ crossValidation })).toEqual(found));
});

describe('parseProfile', () => {
  test('lists every problem at once, over fields, objects and rules', () => {
    expect(
      problems({
        train: { epohcs: 3, learningRate: 0, epochs: 1.5 },
        cuts: { trafficCertification: 0.9, trafficTuning: 0.5, train: '0.8' },
        plan: { strategy: 'hybird' },
        champion: 'latest',
        seed: null,
      }),
    ).toEqual([
      'seed: missing is not valid. Write a whole number.',
      'cuts.train: "0.8" is not valid. Write a number.',
      'cuts.trafficTuning: 0.5 is not valid. trafficCertification and trafficTuning must sum to less than 1: the rest is the mining pool.',
      'champion: "latest" is not valid. Write bootstrap, or alias:<name> such as alias:champion.',
      'plan.strategy: "hybird" is not valid. Write a shipped strategy (conservative, balanced, aggressive, hybrid) or one of plan.strategies.',
      'train.epochs: 1.5 is not valid. Write a whole number.',
      'train.learningRate: 0 is not valid. Write a number greater than 0.',
      'train.epohcs: 3 is not valid. There is no such key; did you mean epochs?',
    ]);
  });

  test.each([
    ['name', { name: 'My Profile' }],
    ['description', { description: 3 }],
    ['seed', { seed: -1 }],
    ['sets.traffic.uri', { sets: { traffic: { uri: '/etc/passwd' } } }],
    ['sets.traffic.sha256', { sets: { traffic: { sha256: 'abc' } } }],
    ['sets.attacks.format', { sets: { attacks: { format: 'xml' } } }],
    ['ingest.maxTextCharacters', { ingest: { maxTextCharacters: 0 } }],
    ['ingest.maxRejectedShare', { ingest: { maxRejectedShare: 1.1 } }],
    ['ingest.nearDuplicateJaccard', { ingest: { nearDuplicateJaccard: 0 } }],
    ['sets.extra', { sets: { extra: { unseen: { uri: 'file:a.jsonl' } } } }],
    ['sets.extra.partners.uri', { sets: { extra: { partners: { uri: 'a.jsonl' } } } }],
    ['unseen', { unseen: { benign: [], malicious: [] } }],
    ['unseen.after', { unseen: { after: '1.11.2026' } }],
    ['unseen.benign', { unseen: { benign: ['a', 'a'] } }],
    ['unseen.malicious[0]', { unseen: { malicious: [''] } }],
    ['cuts.attacksCertification', { cuts: { attacksCertification: 1 } }],
    ['cuts.validation', { cuts: { train: 0.9, validation: 0.1 } }],
    ['model.maxTokens', { model: { maxTokens: 4 } }],
    ['model.base', { model: { base: '' } }],
    ['bootstrap.startFrom', { bootstrap: { startFrom: 'champion' } }],
    ['train.dropout', { train: { dropout: 1 } }],
    ['train.patience', { train: { patience: 0 } }],
    ['train.weightDecay', { train: { weightDecay: -0.1 } }],
    ['train.precision', { train: { precision: 'fp8' } }],
    ['plan.impact.currency', { plan: { impact: { currency: 'dollars' } } }],
    ['plan.strategies[0].coverage', { plan: { strategies: [strategy({ coverage: 2.5 })] } }],
    ['plan.strategies[0].hardNegatives', { plan: { strategies: [strategy({ hardNegatives: -1 })] } }],
    ['plan.strategies', { plan: { strategies: [strategy({}), strategy({})] } }],
    ['augmentation.methods', { augmentation: { methods: { paraphrase: 0.4 } } }],
    ['augmentation.methods.parphrase', { augmentation: { methods: { parphrase: 0.1 } } }],
    ['augmentation.perturbationSeverity', { augmentation: { perturbationSeverity: 2 } }],
    ['augmentation.filters.maxLengthRatio', { augmentation: { filters: { maxLengthRatio: 0.9 } } }],
    ['assemble.replayRows', { assemble: { replayRows: 'some' } }],
    ['assemble.includeSources', { assemble: { includeSources: 'yes' } }],
    ['convert.precision', { convert: { precision: 'int4' } }],
    ['convert.maxFlipRate', { convert: { maxFlipRate: -0.1 } }],
    ['threshold.aim', { threshold: { aim: 0 } }],
    ['threshold.delta', { threshold: { delta: 1 } }],
    ['certification.looks', { certification: { looks: 0 } }],
    ['release.policy', { release: { policy: 'auto' } }],
    ['release.waivers', { release: { waivers: 'yes' } }],
    ['release.approvalTimeoutHours', { release: { approvalTimeoutHours: 0 } }],
  ])('one problem, named %s', (path, patch) => {
    const found = problems(patch);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${path.replace(/[[\].]/g, '\\$&')}: `));
  });

  test.each([
    ['gates[0].limit', { limit: 1.5 }],
    ['gates[0].limit', { limit: 0 }],
    ['gates[0].confidence', { confidence: 0.5 }],
    ['gates[0].direction', { direction: 'at-least' }],
    ['gates[0].confidence', { confidence: 1 }],
    ['gates[0].effect', { effect: 'block' }],
    ['gates', { quantity: 'latency-p95-ms' }],
  ])('one problem in a gate, named %s', (path, change) => {
    const gate = { name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks', ...change };
    const found = problems({ gates: [gate] });
    expect(found).toHaveLength(1);
    expect(found[0]!.split(':')[0]).toBe(path);
  });

  describe('a gate on another set', () => {
    const fpr = { name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
    const gate = (change: object): object => ({ name: 'other', quantity: 'recall', direction: 'at-least', limit: 0.9, confidence: 0.95, effect: 'warns', ...change });

    test.each([
      [{ set: 'unseen' }],
      [{ set: 'adversarial', slice: 'family:*' }],
      [{ set: 'adversarial', slice: 'family:*@0.6' }],
      [{ set: 'unseen', slice: 'source:Some Source, v2' }],
      [{ set: 'mine', slice: 'all' }],
      [{ set: 'unseen', slice: 'at-champion-rate', quantity: 'recall-difference' }],
      [{ set: 'hard-negatives', quantity: 'false-positive-rate', direction: 'at-most' }],
      [{ set: 'hard-negatives', quantity: 'false-positive-rate-difference', direction: 'at-most', limit: -0.1 }],
      [{ quantity: 'false-positive-rate-difference', direction: 'at-most', limit: 0 }],
      [{ set: 'unseen', quantity: 'roc-auc', slice: 'all' }],
      [{ set: 'unseen', quantity: 'roc-auc-difference', limit: -0.02, confidence: 0.975 }],
    ])('%j is one', (change) => expect(problems({ gates: [fpr, gate(change)] })).toEqual([]));

    test.each([
      [{ set: 'unseen', quantity: 'f1' }, "set: \"unseen\" is not valid. Leave set out: sizes and latencies are the package's, and no set tells an F1, as benign prompts and attacks are counted apart there."],
      [{ set: 'unseen', quantity: 'size-bytes', direction: 'at-most' }, /^set: "unseen" is not valid\. Leave set out/],
      [{ set: 'unseen', quantity: 'latency-p95-ms', direction: 'at-most' }, /^set: "unseen" is not valid\. Leave set out/],
      [{ quantity: 'roc-auc-difference' }, 'set: missing is not valid. Name a set such as unseen: the interval of this difference is not measured on the certification rows.'],
      [{ set: 'hard-negatives' }, 'set: "hard-negatives" is not valid. This set holds benign prompts only: ask it for false-positive-rate or false-positive-rate-difference.'],
      [{ set: 'hard-negatives', quantity: 'roc-auc' }, /^set: "hard-negatives" is not valid\. This set holds benign prompts only/],
      [{ set: 'adversarial', quantity: 'false-positive-rate-difference', direction: 'at-most' }, 'set: "adversarial" is not valid. This set holds attacks only: ask it for recall or recall-difference.'],
      [{ slice: 'family:*' }, 'slice: "family:*" is not valid. Name its set too, or leave slice out: of the certification rows all are judged.'],
      [{ set: 'unseen', quantity: 'roc-auc', slice: 'source:x' }, 'slice: "source:x" is not valid. Leave slice out: an AUC is measured over a whole set.'],
      [{ set: 'unseen', slice: '*' }, 'slice: "*" is not valid. Write all, a slice such as family:homoglyph, or family:* for each slice of that kind.'],
      [{ set: 'unseen', slice: 'family:*:*' }, /^slice: .*Write all, a slice such as/],
      [{ set: 'Unseen' }, /^set: "Unseen" is not valid\. Write lower-case letters/],
      [{ set: 'unseen', quantity: 'roc-auc-difference', confidence: 0.99 }, 'confidence: 0.99 is not valid. Write at most 0.975: the difference of AUCs is judged by its two-sided 95 % interval.'],
      [{ set: 'unseen', quantity: 'recall-difference', direction: 'at-most' }, /^direction: "at-most" is not valid\. Write at-most for false-positive-rate, /],
      [{ quantity: 'false-positive-rate-difference' }, /^direction: "at-least" is not valid\./],
      [{ set: 'unseen', quantity: 'recall-difference', limit: -1.1 }, /^limit: -1.1 is not valid\. Write a fraction between 0 and 1 \(no bound on a rate can pass 0 or 1 itself\), for differences between -1 and 1/],
    ])('%j is refused', (change, problem) => {
      const found = problems({ gates: [fpr, gate(change)] });
      expect(found).toHaveLength(1);
      expect(found[0]!.replace(/^gates\[1\]\./, '')).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
    });

    test('is not the one that sets the target of the plan', () => {
      expect(problems({ gates: [{ ...fpr, set: 'unseen' }] })[0]).toMatch(/Write exactly one gate on false-positive-rate that names no set/);
      expect(problems({ gates: [fpr, { ...fpr, name: 'unseen-fpr', set: 'unseen' }] })).toEqual([]);
    });
  });

  test('nothing need be held out, and no extra set be there', () => {
    expect(problems({ unseen: null, sets: { extra: null } })).toEqual([]);
    expect(problems({ unseen: { benign: [], malicious: [], after: '2026-11-01' } })).toEqual([]);
    expect(problems({ sets: { extra: { partners: { uri: 'file:a.jsonl' } } } })).toEqual([]);
  });

  test('contrast pairs are asked for where there are some, and have ids of their own', () => {
    const none = { sets: { contrastPairs: null }, loso: null, fallbacks: null };
    const remedy = 'There are no contrast pairs to learn from: name them in sets.contrastPairs, or write 0.';
    expect(problems(none)).toEqual([`plan.strategies (sample).contrastPairs: 1500 is not valid. ${remedy}`]);
    const without = { ...none, plan: { strategies: [strategy({})] } };
    expect(problems(without)).toEqual([]);
    expect(problems({ ...without, loso: { rotations: [], recipes: [{ name: 'one' }, { name: 'two', contrastPairs: 5 }], poolRows: 1, evaluationRows: 1 } })).toEqual([`loso.recipes[1].contrastPairs: 5 is not valid. ${remedy}`]);
    expect(problems({ sets: { contrastPairs: { ids: 'line' } } })).toEqual(['sets.contrastPairs.ids: "line" is not valid. Ids tell which rows are a pair: give each row one that ends in -benign or -malicious.']);
  });

  test('two gates may not share a name', () => {
    const gate = { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.95, confidence: 0.95, effect: 'blocks' };
    const fpr = { ...gate, name: 'fpr', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01 };
    expect(problems({ gates: [gate, fpr] })).toEqual([]);
    expect(problems({ gates: [gate, gate, fpr] })[0]).toMatch(/Give each gate a name of its own\.$/);
  });

  test('suggests the nearest value of a list', () => {
    expect(problems({ release: { policy: 'manuel' } })).toEqual(['release.policy: "manuel" is not valid. Write one of manual, auto-if-pass, never (did you mean manual?).']);
  });

  test('names the known keys where no key is near', () => {
    expect(problems({ threshold: { temperature: 1 } })).toEqual(['threshold.temperature: 1 is not valid. There is no such key; known here: aim, delta.']);
  });

  test.each([null, [], 'sample', undefined])('refuses %j', (json) => {
    expect(() => parseProfile(json)).toThrow(/There is a problem with the profile:\n {2}\(root\): .* is not valid\. Write an object\./);
  });
});

function strategy(change: object): object {
  return { name: 'sample', description: '', coverage: 0.5, variationsPerFalsePositive: 2, hardNegatives: 0, maliciousAugmentations: 0, ...change };
}
