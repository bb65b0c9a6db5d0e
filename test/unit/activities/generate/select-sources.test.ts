import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DOUBT_COLUMNS } from '../../../../activities/engine/doubts.ts';
import type { Doubt } from '../../../../activities/engine/doubts.ts';
import { FALSE_POSITIVE_COLUMNS } from '../../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../../activities/engine/false-positives.ts';
import { selectSources } from '../../../../activities/generate/select-sources.ts';
import type { GenerateInputs, GenerateParameters, SourceRow } from '../../../../activities/generate/select-sources.ts';
import type { CutSettings } from '../../../../domain/profile.ts';
import type { Row } from '../../../../domain/row.ts';
import { trainingSplit } from '../../../../domain/splits.ts';
import { AUGMENTATION } from '../../../support/augmentation.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const CUTS: CutSettings = { trafficCertification: 0.3, trafficTuning: 0.3, attacksCertification: 0.5, train: 0.6, validation: 0.2 };
const inTrain = (group: string): boolean => trainingSplit(group, 7, CUTS) === 'train';

const PARAMETERS: GenerateParameters = {
  seed: 7,
  cuts: CUTS,
  allocation: { 'Context Manipulation': 3, Other: 2 },
  variationsPerFalsePositive: 4,
  maliciousAugmentations: 7,
  augmentation: { ...AUGMENTATION, methods: { restructuring: 0.5, synonyms: 0.25, paraphrase: 0.25 } },
  nearDuplicateJaccard: 0.8,
  model: { base: 'base', maxTokens: 64 },
};

const falsePositive = (group: string, falsePositiveCategory: string): FalsePositive => ({ ...row({ id: `fp-${group}`, groupId: group }), score: 0.9, falsePositiveCategory });
const attack = (group: string): Row => row({ id: `attack-${group}`, groupId: group, label: 'malicious' });

const FOUND = [...groupsWhere(inTrain, 6, 'c').map((group) => falsePositive(group, 'Context Manipulation')), ...groupsWhere(inTrain, 5, 'o').map((group) => falsePositive(group, 'Other'))];
const OUT_OF_REACH = groupsWhere((group) => !inTrain(group), 5, 'x').map((group) => falsePositive(group, 'Other'));
const TRAINING = [...groupsWhere(inTrain, 5, 'm').map(attack), ...groupsWhere((group) => !inTrain(group), 4, 'n').map(attack), ...groupsWhere(inTrain, 3, 'b').map((group) => row({ id: group, groupId: group }))];

/** Written by the version before the share. */
const BEFORE: readonly [id: string, counts: string][] = [
  ['attack-m0', '{"perturbation":2}'],
  ['attack-m2', '{"perturbation":3}'],
  ['attack-m3', '{"perturbation":2}'],
  ['attack-m4', '{"perturbation":3}'],
  ['attack-m5', '{"perturbation":3}'],
];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

interface Selected {
  readonly covered: readonly FalsePositive[];
  readonly sources: readonly SourceRow[];
  readonly headline: string;
}

async function selected(parameters: Partial<GenerateParameters> = {}, found: readonly FalsePositive[] = [...FOUND, ...OUT_OF_REACH], training: readonly Row[] = TRAINING, doubts?: readonly Row[]): Promise<Selected> {
  const doubted = doubts && (await at.table<Doubt>(DOUBT_COLUMNS, doubts.map((it) => ({ ...it, score: 0.01, reason: 'a reason' }))));
  const inputs = { falsePositives: await at.table<FalsePositive>(FALSE_POSITIVE_COLUMNS, found), training: await at.rows(training), ...(doubted && { doubts: doubted }) };
  const job = await jobFor(at, { stage: 'generate', parameters: { ...PARAMETERS, ...parameters }, inputs });
  const { outputs, headline } = await inActivity(() => selectSources(at.ports)(job));
  return { covered: await at.read(outputs.covered), sources: await at.read(outputs.sources), headline };
}

const countsOf = ({ counts }: SourceRow): Record<string, number> => JSON.parse(counts) as Record<string, number>;
const totals = (sources: readonly SourceRow[]): Record<string, number> => {
  const sum: Record<string, number> = {};
  for (const source of sources) for (const [method, count] of Object.entries(countsOf(source))) sum[method] = (sum[method] ?? 0) + count;
  return sum;
};

describe('selectSources', () => {
  test('covers as many of each category as allotted, of train groups only', async () => {
    const { covered, headline } = await selected();
    const of = (category: string): string[] => covered.filter((it) => it.falsePositiveCategory === category).map(({ groupId }) => groupId);
    expect([of('Context Manipulation').length, of('Other').length, covered.length]).toEqual([3, 2, 5]);
    expect(covered.every(({ groupId }) => inTrain(groupId))).toBe(true);
    expect(headline).toBe('5 false positives and 5 attacks to vary');
  });

  test('covers what there is when a category has fewer than allotted', async () => {
    const { covered } = await selected({ allocation: { Other: 99, 'Semantic Jailbreak': 3 } });
    expect(covered.map(({ id }) => id).sort()).toEqual(FOUND.slice(6).map(({ id }) => id).sort());
  });

  test('deals the methods so that every source gets its number and the totals are the quotas', async () => {
    const { covered, sources } = await selected();
    const benign = sources.filter(({ label }) => label === 'benign');
    expect(benign.map(({ id }) => id)).toEqual(covered.map(({ id }) => id).sort());
    expect(benign.map((source) => Object.values(countsOf(source)).reduce((sum, count) => sum + count, 0))).toEqual([4, 4, 4, 4, 4]);
    // Paraphrase is not available: its quarter goes to the others as 2 : 1.
    expect(totals(benign)).toEqual({ restructuring: 13, synonyms: 7 });
    for (const source of benign) expect(countsOf(source).synonyms).toBeGreaterThanOrEqual(1);
  });

  test('spreads the malicious ones over the attacks of train groups, as evenly as whole numbers allow', async () => {
    const { sources } = await selected();
    const attacks = sources.filter(({ label }) => label === 'malicious');
    expect(attacks.map(({ groupId }) => groupId).sort()).toEqual(groupsWhere(inTrain, 5, 'm').sort());
    expect(attacks.map((source) => countsOf(source).perturbation).sort()).toEqual([1, 1, 1, 2, 2]);
    const fewer = await selected({ maliciousAugmentations: 2 });
    expect(fewer.sources.filter(({ label }) => label === 'malicious').map(countsOf)).toEqual([{ perturbation: 1 }, { perturbation: 1 }]);
  });

  test('with a perturbation share of 1 writes the bytes that it wrote before there was a share', async () => {
    const { sources } = await selected({ maliciousAugmentations: 13 });
    expect(sources.filter(({ label }) => label === 'malicious')).toEqual(
      BEFORE.map(([id, counts]) => ({ id, text: expect.any(String), label: 'malicious', source: expect.any(String), category: expect.any(String), groupId: id.replace('attack-', ''), counts })),
    );
  });

  test('deals what is no perturbation to the methods of the benign rows, in their shares', async () => {
    const found = groupsWhere(inTrain, 60, 'f').map((group) => falsePositive(group, 'Other'));
    const training = groupsWhere(inTrain, 70, 'm').map(attack);
    const providers = { paraphrase: { available: true, identity: 'a model' } } as const;
    const methods = { restructuring: 0.47, synonyms: 0.22, paraphrase: 0.31 };
    for (const perturbationShare of [0, 0.5, 0.9]) {
      const { sources } = await selected({ allocation: { Other: 60 }, maliciousAugmentations: 333, providers, augmentation: { ...AUGMENTATION, methods, perturbationShare } }, found, training);
      const { perturbation = 0, ...attacks } = totals(sources.filter(({ label }) => label === 'malicious'));
      const benign = totals(sources.filter(({ label }) => label === 'benign'));
      const [made, all] = [attacks, benign].map((counts) => Object.values(counts).reduce((sum, count) => sum + count, 0));
      expect([perturbation, made, all]).toEqual([Math.round(333 * perturbationShare), 333 - Math.round(333 * perturbationShare), 240]);
      // Each count is rounded to a whole number once.
      for (const [method, count] of Object.entries(benign)) expect(Math.abs((attacks[method] ?? 0) - (count * made!) / all!)).toBeLessThanOrEqual(2);
      const each = sources.filter(({ label }) => label === 'malicious').map((source) => Object.values(countsOf(source)).reduce((sum, count) => sum + count, 0));
      expect([Math.min(...each), Math.max(...each)]).toEqual([4, 5]);
    }
  });

  test('without a method for the others, all variations of attacks are perturbations', async () => {
    const { sources } = await selected({ augmentation: { ...AUGMENTATION, methods: { paraphrase: 1 }, perturbationShare: 0.2 } });
    expect(totals(sources.filter(({ label }) => label === 'malicious'))).toEqual({ perturbation: 7 });
  });

  test('varies no attack whose label is doubted: the others take its share', async () => {
    const [doubted, ...others] = TRAINING.filter(({ id, groupId }) => id.startsWith('attack') && inTrain(groupId));
    const attacks = (await selected({}, FOUND, TRAINING, [doubted!])).sources.filter(({ label }) => label === 'malicious');
    expect(attacks.map(({ id }) => id)).toEqual(others.map(({ id }) => id).sort());
    expect(attacks.map((source) => countsOf(source).perturbation).sort()).toEqual([1, 2, 2, 2]);
  });

  test('is a function of seed and ids, not of the order of the data', async () => {
    const first = await selected();
    at = await bench();
    expect(await selected({}, [...OUT_OF_REACH, ...FOUND].toReversed(), TRAINING.toReversed())).toEqual(first);
    const other = await selected({ seed: 8 });
    expect(other.covered.map(({ id }) => id)).not.toEqual(first.covered.map(({ id }) => id));
  });

  test('does not depend on how variations are checked later', async () => {
    const falsePositives = await at.table(FALSE_POSITIVE_COLUMNS, FOUND);
    const training = await at.rows(TRAINING);
    const keyOf = async (parameters: Partial<GenerateParameters>, inputs: Partial<GenerateInputs>): Promise<string> => {
      const job = await jobFor(at, { stage: 'generate', parameters: { ...PARAMETERS, ...parameters }, inputs: { falsePositives, training, ...inputs } });
      return (await inActivity(() => selectSources(at.ports)(job))).key;
    };
    const key = await keyOf({}, {});
    expect(await keyOf({ nearDuplicateJaccard: 0.7, model: { base: 'other', maxTokens: 32 } }, { tuning: training, certification: training })).toBe(key);
    expect(await keyOf({ seed: 8 }, {})).not.toBe(key);
    expect(await keyOf({}, { doubts: await at.table<Doubt>(DOUBT_COLUMNS, []) })).not.toBe(key);
  });

  test('without false positives, attacks or methods selects nothing', async () => {
    expect(await selected({ augmentation: { ...PARAMETERS.augmentation, methods: {} } }, [], TRAINING.slice(5))).toMatchObject({ covered: [], sources: [] });
    expect((await selected({ augmentation: { ...PARAMETERS.augmentation, methods: { paraphrase: 1 } } })).sources.filter(({ label }) => label === 'benign').map(countsOf)).toEqual([{}, {}, {}, {}, {}]);
  });
});
