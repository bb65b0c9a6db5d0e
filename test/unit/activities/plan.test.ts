import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, putJson, readJson } from '../../../activities/engine/artifacts.ts';
import { FALSE_POSITIVE_COLUMNS } from '../../../activities/engine/false-positives.ts';
import type { FalsePositive } from '../../../activities/engine/false-positives.ts';
import { plan } from '../../../activities/plan.ts';
import type { PlanDecision, PlanOutputs, PlanParameters } from '../../../activities/plan.ts';
import type { PilotReport } from '../../../domain/planning/pilot-report.ts';
import { plannedSettings } from '../../../domain/planning/plan-input.ts';
import { chosenStrategy } from '../../../domain/planning/plan.ts';
import type { Plan, StrategyPlan } from '../../../domain/planning/plan.ts';
import type { Profile } from '../../../domain/profile.ts';
import type { Row } from '../../../domain/row.ts';
import { trainingSplit } from '../../../domain/splits.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { analysisReportSchema } from '../../../schemas/analysis-report.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';
import { WORKED_PILOTS } from '../domain/planning/worked-pilots.ts';

const SAMPLE = JSON.parse(await readFile(new URL('../../../profiles/sample.json', import.meta.url), 'utf8')) as Profile;
const CUTS = { ...SAMPLE.cuts, train: 0.5, validation: 0.25 };
const inTrain = (group: string): boolean => trainingSplit(group, 7, CUTS) === 'train';

const PARAMETERS: PlanParameters = {
  ...plannedSettings(SAMPLE), cuts: CUTS, train: { ...SAMPLE.train, epochs: 2, batchSize: 10 }, mined: 1000, categories: ['Context Manipulation', 'Semantic Jailbreak', 'Obfuscated Command', 'Other'],
  plan: { ...SAMPLE.plan, strategy: 'mine', strategies: [{ name: 'mine', description: 'half of them', coverage: 0.5, variationsPerFalsePositive: 3, hardNegatives: 0, maliciousAugmentations: 5 }] },
};

/** 20 false positives, 12 of them in train groups: 8 roleplay and 4 of no known category. */
const FOUND: FalsePositive[] = [
  ...groupsWhere(inTrain, 8, 'c').map((group) => ({ group, category: 'Context Manipulation' })),
  ...groupsWhere(inTrain, 4, 'o').map((group) => ({ group, category: 'Other' })),
  ...groupsWhere((group) => !inTrain(group), 8, 'x').map((group) => ({ group, category: 'Other' })),
].map(({ group, category }) => ({ ...row({ id: group, groupId: group }), score: 0.9, falsePositiveCategory: category }));
const TRAINING = [...Array.from({ length: 60 }, (_, index) => row({ id: `b${index}` })), ...Array.from({ length: 40 }, (_, index) => row({ id: `m${index}`, label: 'malicious' }))];

/** Held back: 9 benign prompts in 7 groups, 4 attacks in 4. */
const CERTIFICATION = [
  ...Array.from({ length: 9 }, (_, index) => row({ id: `cb${index}`, groupId: `cb${Math.max(2, index)}` })),
  ...Array.from({ length: 4 }, (_, index) => row({ id: `cm${index}`, label: 'malicious' })),
];

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function planned(parameters: Partial<PlanParameters> = {}, metrics?: object, pilots?: PilotReport, handWritten?: readonly Row[], pairs?: readonly Row[]): Promise<StageOutcome<PlanOutputs, PlanDecision> & { chosen: StrategyPlan; made: Plan }> {
  const inputs = { training: await at.rows(TRAINING), falsePositives: await at.table<FalsePositive>(FALSE_POSITIVE_COLUMNS, FOUND), certification: await at.rows(CERTIFICATION), ...(pilots && { pilots: await putJson(at.ports, pilots) }), ...(handWritten && { trainingHardNegatives: await at.rows(handWritten) }), ...(pairs && { contrastPairs: await at.rows(pairs) }) };
  const job = await jobFor(at, { stage: 'plan', parameters: { ...PARAMETERS, ...parameters }, inputs });
  const outcome = await inActivity(async () => plan(at.ports)({ ...job, ...(metrics && { attachments: { metrics: await putJson(at.ports, metrics) } }) }));
  const made = await readJson<Plan>(at.ports, outcome.outputs.plan);
  return { ...outcome, made, chosen: chosenStrategy(made) };
}

describe('plan', () => {
  test('decides what the later stages make', async () => {
    const { summary, headline } = await planned();
    // Half of 20 are 10, divided over all 8 : 12 as 4 : 6; of the 12 others only 4 may be trained on, the rest goes to the 8.
    expect(summary).toEqual({ strategy: 'mine', allocation: { 'Context Manipulation': 6, 'Semantic Jailbreak': 0, 'Obfuscated Command': 0, Other: 4 }, variationsPerFalsePositive: 3, maliciousAugmentations: 5, hardNegatives: 0 });
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

  test('plans with the hand-written hard negatives there are, but for those whose like is held back', async () => {
    const heldBack = FOUND.find(({ groupId }) => !inTrain(groupId))!.groupId;
    const handWritten = [row({ id: 'h1' }), row({ id: 'h2' }), row({ id: 'h3', groupId: heldBack }), row({ id: 'h4', groupId: FOUND[0]!.groupId })];
    const asking = (hardNegatives: number): Partial<PlanParameters> => ({ plan: { ...PARAMETERS.plan, strategies: [{ ...PARAMETERS.plan.strategies[0]!, hardNegatives }] } });
    const short = await planned(asking(5), undefined, undefined, handWritten);
    expect([short.summary.hardNegatives, short.chosen.hardNegatives, short.chosen.benignAdded]).toEqual([3, 3, 43]);
    expect(short.made.findings.find(({ code }) => code === 'hard-negatives-short')?.sentence).toMatch(/^5 hard negatives are asked for and 3 available in sets\.trainingHardNegatives/);
    const enough = await planned(asking(2), undefined, undefined, handWritten);
    expect([enough.summary.hardNegatives, enough.made.findings.filter(({ code }) => code === 'hard-negatives-short')]).toEqual([2, []]);
    expect((await planned(asking(6))).summary.hardNegatives).toBe(0);
  });

  test('adds a row of each class for every contrast pair there is', async () => {
    const pairs = ['p1', 'p2', 'p3'].flatMap((name) => [row({ id: `${name}-benign` }), row({ id: `${name}-malicious`, label: 'malicious' })]).slice(0, 5);
    const asking = (contrastPairs: number): Partial<PlanParameters> => ({ plan: { ...PARAMETERS.plan, strategies: [{ ...PARAMETERS.plan.strategies[0]!, contrastPairs }] } });
    const short = await planned(asking(4), undefined, undefined, undefined, pairs);
    expect([short.summary.contrastPairs, short.chosen.contrastPairs, short.chosen.benignAdded, short.chosen.maliciousAdded]).toEqual([2, 2, 42, 7]);
    expect(short.made.findings.find(({ code }) => code === 'contrast-pairs-short')?.sentence).toMatch(/^4 contrast pairs are asked for and 2 available in sets\.contrastPairs: the run adds 4 rows less\.$/);
    expect(analysisReportSchema.safeParse(short.made).success).toBe(true);
    expect((await planned(asking(1), undefined, undefined, undefined, pairs)).chosen.maliciousAdded).toBe(6);
    expect((await planned(asking(4))).summary).not.toHaveProperty('contrastPairs');
  });

  test('counts replayed rows in the classes\' own proportion', async () => {
    expect((await planned({ assemble: { replayRows: 45, includeSources: true } })).made.now).toMatchObject({ benign: 27, malicious: 18 });
    // Half of the 100 are in train, so no more can be replayed.
    expect((await planned({ assemble: { replayRows: 500, includeSources: true } })).made.now).toMatchObject({ benign: 30, malicious: 20 });
  });

  test('tells training time only where a speed was measured', async () => {
    expect((await planned()).chosen.training).not.toHaveProperty('seconds');
    const { training } = (await planned({ seed: 8 }, { rows_per_second: 10 })).chosen;
    expect(training.seconds).toBeCloseTo((training.rows * 2) / 10, 6);
  });

  test('counts what is held back by group: siblings prove no more than one of them', async () => {
    const { certification } = (await planned()).made;
    expect(certification.map(({ error, rows }) => [error, rows])).toEqual([['false-positive', 7], ['missed-attack', 4]]);
  });

  test('takes the tokens of a text from the false positives it may vary', async () => {
    // "text of c12" has 10 or 11 characters: 3 tokens, a quarter of them.
    expect((await planned()).made.tokensPerText).toEqual({ tokens: 3, from: 'texts' });
  });

  test('writes the recommendation people read, and the report programs read', async () => {
    const { outputs } = await planned();
    expect(analysisReportSchema.safeParse(await readJson(at.ports, outputs.plan))).toMatchObject({ success: true });
    expect(await readFile(await localPath(at.ports, outputs.recommendation), 'utf8')).toContain('## Recommendation: mine');
  });

  test('puts what pilots measured beside its range', async () => {
    const { chosen, outputs } = await planned({}, undefined, WORKED_PILOTS);
    expect(chosen.projection).toMatchObject({ memorisingOnly: 0.01, fitted: { extrapolation: 1, rate: expect.closeTo(0.04 * 11 ** -0.15 * 4 ** -0.25, 3) } });
    expect(await readFile(await localPath(at.ports, outputs.recommendation), 'utf8')).toContain('## Pilots: measured');
    expect((await planned()).chosen.projection).not.toHaveProperty('fitted');
  });

  test('refuses a strategy nobody has', async () => {
    await expect(planned({ plan: { ...PARAMETERS.plan, strategy: 'bold' } })).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });
});
