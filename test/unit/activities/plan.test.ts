import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, putJson, readJson } from '../../../activities/engine/artifacts.ts';
import { FALSE_POSITIVE_COLUMNS } from '../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../activities/engine/false-positives.ts';
import { plan } from '../../../activities/plan.ts';
import type { PlanDecision, PlanOutputs, PlanParameters } from '../../../activities/plan.ts';
import { chosenStrategy } from '../../../domain/planning/plan.ts';
import type { Plan, StrategyPlan } from '../../../domain/planning/plan.ts';
import type { Profile } from '../../../domain/profile.ts';
import { trainingSplit } from '../../../domain/splits.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SAMPLE = JSON.parse(await readFile(new URL('../../../profiles/sample.json', import.meta.url), 'utf8')) as Profile;
const CUTS = { ...SAMPLE.cuts, train: 0.5, validation: 0.25 };
const inTrain = (group: string): boolean => trainingSplit(group, 7, CUTS) === 'train';

const PARAMETERS: PlanParameters = {
  seed: 7, cuts: CUTS, methods: { restructuring: 0.8, synonyms: 0.2 }, assemble: { replayRows: 'all', includeSources: true }, train: { ...SAMPLE.train, epochs: 2, batchSize: 10 }, falsePositiveLimit: 0.01, mined: 1000, categories: ['Context Manipulation', 'Semantic Jailbreak', 'Obfuscated Command', 'Other'],
  plan: { ...SAMPLE.plan, strategy: 'mine', strategies: [{ name: 'mine', description: 'half of them', coverage: 0.5, variationsPerFalsePositive: 3, hardNegatives: 0, maliciousAugmentations: 5 }] },
};

/** 20 false positives, 12 of them in train groups: 8 roleplay and 4 of no known category. */
const FOUND: FalsePositive[] = [
  ...groupsWhere(inTrain, 8, 'c').map((group) => ({ group, category: 'Context Manipulation' })),
  ...groupsWhere(inTrain, 4, 'o').map((group) => ({ group, category: 'Other' })),
  ...groupsWhere((group) => !inTrain(group), 8, 'x').map((group) => ({ group, category: 'Other' })),
].map(({ group, category }) => ({ ...row({ id: group, groupId: group }), score: 0.9, falsePositiveCategory: category }));
const TRAINING = [...Array.from({ length: 60 }, (_, index) => row({ id: `b${index}` })), ...Array.from({ length: 40 }, (_, index) => row({ id: `m${index}`, label: 'malicious' }))];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function planned(parameters: Partial<PlanParameters> = {}, metrics?: object): Promise<StageOutcome<PlanOutputs, PlanDecision> & { chosen: StrategyPlan; made: Plan }> {
  const inputs = { training: await at.rows(TRAINING), falsePositives: await at.table<FalsePositive>(FALSE_POSITIVE_COLUMNS, FOUND) };
  const job = await jobFor(at, { stage: 'plan', parameters: { ...PARAMETERS, ...parameters }, inputs });
  const outcome = await inActivity(async () => plan(at.ports)({ ...job, ...(metrics && { attachments: { metrics: await putJson(at.ports, metrics) } }) }));
  const made = await readJson<Plan>(at.ports, outcome.outputs.plan);
  return { ...outcome, made, chosen: chosenStrategy(made) };
}

describe('plan', () => {
  test('decides what the later stages make', async () => {
    const { summary, headline } = await planned();
    // Half of 20 are 10, divided over all 8 : 12 as 4 : 6; of the 12 others only 4 may be trained on, the rest goes to the 8.
    expect(summary).toEqual({ strategy: 'mine', allocation: { 'Context Manipulation': 6, 'Semantic Jailbreak': 0, 'Obfuscated Command': 0, Other: 4 }, variationsPerFalsePositive: 3, maliciousAugmentations: 5 });
    expect(headline).toBe('mine: covers 10 of 20 false positives, adds 40 benign and 5 malicious rows');
  });

  test('counts false positives of all categories, and those that may be covered', async () => {
    const { made, chosen } = await planned();
    expect(made).toMatchObject({ falsePositives: 20, trafficRows: 1000, falsePositiveRate: 0.02, now: { benign: 60, malicious: 40 } });
    expect(chosen.allocation.map(({ category, found, available }) => [category, found, available])).toEqual([['Other', 12, 4], ['Context Manipulation', 8, 8], ['Obfuscated Command', 0, 0], ['Semantic Jailbreak', 0, 0]]);
  });

  test('offers the shipped strategies beside the profile\'s own', async () => {
    expect((await planned()).made.strategies.map(({ strategy }) => strategy.name)).toEqual(['conservative', 'balanced', 'aggressive', 'hybrid', 'mine']);
  });

  test('counts replayed rows in the classes\' own proportion', async () => {
    expect((await planned({ assemble: { replayRows: 45, includeSources: true } })).made.now).toMatchObject({ benign: 27, malicious: 18 });
    expect((await planned({ assemble: { replayRows: 500, includeSources: true } })).made.now).toMatchObject({ benign: 60, malicious: 40 });
  });

  test('tells training time only where a speed was measured', async () => {
    expect((await planned()).chosen.training).not.toHaveProperty('seconds');
    const { training } = (await planned({ seed: 8 }, { rows_per_second: 10 })).chosen;
    expect(training.seconds).toBeCloseTo((training.rows * 2) / 10, 6);
  });

  test('writes the recommendation people read', async () => {
    const { outputs } = await planned();
    expect(await readFile(await localPath(at.ports, outputs.recommendation), 'utf8')).toContain('## Recommendation: mine');
  });

  test('refuses a strategy nobody has', async () => {
    await expect(planned({ plan: { ...PARAMETERS.plan, strategy: 'bold' } })).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });
});
