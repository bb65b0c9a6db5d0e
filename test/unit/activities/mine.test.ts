import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { cutSets } from '../../../activities/mine/cut-sets.ts';
import type { CutOutputs } from '../../../activities/mine/cut-sets.ts';
import type { Doubt } from '../../../activities/engine/doubts.ts';
import { localPath, putText, readJson, sha256Of } from '../../../activities/engine/artifacts.ts';
import { embedChunk } from '../../../activities/embed-chunk.ts';
import { finishMine } from '../../../activities/mine.ts';
import { selectToEmbed } from '../../../activities/mine/select-to-embed.ts';
import type { SiftedFalsePositive } from '../../../domain/sift-false-positives.ts';
import type { FalsePositive } from '../../../activities/engine/false-positives.ts';
import type { FalsePositiveGroup, MineInputs, MineJob, MineOutputs, MineParameters, MineSummary } from '../../../activities/mine.ts';
import { scoreChunk } from '../../../activities/score-chunk.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { Baseline } from '../../../domain/baseline.ts';
import type { CutSettings, Gate } from '../../../domain/profile.ts';
import type { Row, Score } from '../../../domain/row.ts';
import { attackCut, trafficCut } from '../../../domain/splits.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { parseTaxonomy } from '../../../schemas/taxonomy.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SEED = 7;
const CUTS: CutSettings = { trafficCertification: 0.3, trafficTuning: 0.3, attacksCertification: 0.5, train: 0.8, validation: 0.1 };

const gate = (quantity: Gate['quantity'], direction: Gate['direction'], limit: number): Gate => ({ name: quantity, quantity, direction, limit, confidence: 0.95, effect: 'blocks' });
const GATES = [gate('false-positive-rate', 'at-most', 0.1), gate('recall', 'at-least', 0.5)];

const TAXONOMY = parseTaxonomy(JSON.parse(readFileSync(new URL('../../../data/taxonomy.json', import.meta.url), 'utf8')));

const traffic = (side: string, count: number): string[] => groupsWhere((group) => trafficCut(group, SEED, CUTS) === side, count, 't');
const attacks = (side: string, count: number): string[] => groupsWhere((group) => attackCut(group, SEED, CUTS) === side, count, 'a');

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

/** Rows named after their groups; a text says its own score. */
const benign = (groups: readonly string[], score: (index: number) => number, fields: Partial<Row> = {}): Row[] =>
  groups.map((group, index) => row({ id: group, groupId: group, text: `[0,0] @${score(index)}`, ...fields }));
const malicious = (groups: readonly string[], score: (index: number) => number): Row[] => benign(groups, score, { label: 'malicious' });

async function mineJob(trafficRows: readonly Row[], attackRows: readonly Row[], given: readonly Row[] = [], threshold = 0.5): Promise<MineJob> {
  const parameters = { seed: SEED, cuts: CUTS, threshold: { aim: 1, delta: 0.05 }, gates: GATES, mine: { whenThresholdSuffices: 'stop' as const, neighbours: 2, attackSimilarity: 1 }, model: { base: 'a-base', maxTokens: 64 }, taxonomy: TAXONOMY };
  const inputs = { training: await at.rows([]), traffic: await at.rows(trafficRows), attacks: await at.rows(attackRows), given: await at.rows(given), ...(await at.package('champion', threshold)) };
  return jobFor(at, { stage: 'mine', parameters, inputs });
}

/** The whole stage as the workflow runs it, scored and embedded in chunks of `size` rows. */
async function mined(job: MineJob, size = 1000): Promise<StageOutcome<MineOutputs, MineSummary>> {
  const cut = (await inActivity(() => cutSets(at.ports)(job))).outputs;
  const { given, reported, hardNegatives, model, tokenizer } = job.request.inputs;
  const scores = (rows: ArtifactRef | undefined): Promise<ArtifactRef[]> => (rows ? scored(job, rows, size) : Promise.resolve([]));
  const found = { ...job, cut, miningScores: await scores(given.rows ? given : cut.mining), tuningScores: await scores(cut.tuning), reportedScores: await scores(reported), hardNegativeScores: await scores(hardNegatives) };
  const { candidates, attacks } = (await inActivity(() => selectToEmbed(at.ports)(found))).outputs;
  const embed = (rows: ArtifactRef): Promise<ArtifactRef[]> =>
    inChunks(rows, size, async (range) => (await inActivity(() => embedChunk(at.ports, guards)({ lease: job.lease, rows, range, encoder: { model, tokenizer }, maxTokens: 64 }))).outputs.vectors);
  const embedded = candidates.rows ? { embedded: { candidates, attacks, candidateVectors: await embed(candidates), attackVectors: await embed(attacks) } } : {};
  return inActivity(() => finishMine(at.ports)({ ...found, ...embedded }));
}

async function inChunks<R>(rows: ArtifactRef, size: number, work: (range: { from: number; to: number }) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < rows.rows!; from += size) results.push(await work({ from, to: from + size }));
  return results;
}

/** The same job with more inputs, and other settings of mining. */
async function jobWith({ request }: MineJob, inputs: Partial<MineInputs>, mine: Partial<MineParameters['mine']> = {}): Promise<MineJob> {
  return jobFor(at, { ...request, parameters: { ...request.parameters, mine: { ...request.parameters.mine, ...mine } }, inputs: { ...request.inputs, ...inputs } });
}

async function scored({ lease, request: { inputs } }: MineJob, rows: ArtifactRef, size: number): Promise<ArtifactRef[]> {
  const { model, tokenizer, honeJson } = inputs;
  return inChunks(rows, size, async (range) => (await inActivity(() => scoreChunk(at.ports, guards)({ lease, rows, range, model: { model, tokenizer, honeJson } }))).outputs.scores);
}
let guards: ReturnType<typeof guardPool>;
beforeEach(() => void (guards = guardPool(at.ports)));

describe('cutSets', () => {
  test('cuts traffic by group in three and attacks in two; attacks are never mined', async () => {
    const groups = { mining: traffic('mining', 4), tuning: traffic('tuning', 3), certification: traffic('certification', 2) };
    const attacked = { tuning: attacks('tuning', 2), certification: attacks('certification', 3) };
    const siblings = groups.mining.slice(0, 1).map((group) => row({ id: 'sibling', groupId: group }));
    const job = await mineJob([...Object.values(groups).flatMap((of) => benign(of, () => 0)), ...siblings], Object.values(attacked).flatMap((of) => malicious(of, () => 1)));
    const { outputs, headline } = await inActivity(() => cutSets(at.ports)(job));
    const ids = async (name: CutOutputs): Promise<string[]> => (await at.read<Row>(outputs[name])).map(({ id }) => id);
    expect(await ids('mining')).toEqual([...groups.mining, 'sibling'].sort());
    expect(await ids('tuning')).toEqual([...groups.tuning, ...attacked.tuning].sort());
    expect(await ids('certification')).toEqual([...groups.certification, ...attacked.certification].sort());
    expect(headline).toBe('5 rows to mine');
  });

  test('has a key of its own: another threshold or champion cuts nothing anew', async () => {
    const [one, two] = [await mineJob(benign(['t1'], () => 0), malicious(['a1'], () => 1)), await mineJob(benign(['t1'], () => 0), malicious(['a1'], () => 1), [], 0.9)];
    expect(one.lease.key).not.toBe(two.lease.key);
    const cuts = [await inActivity(() => cutSets(at.ports)(one)), await inActivity(() => cutSets(at.ports)(two))];
    expect(cuts[0]!.key).toBe(cuts[1]!.key);
  });
});

describe('scoreChunk', () => {
  test('scores its range, in the order of the table, with the package', async () => {
    const job = await mineJob([], []);
    const rows = await at.rows(benign(['r0', 'r1', 'r2', 'r3'], (index) => index / 10));
    const { outputs, summary, headline } = await inActivity(() => scoreChunk(at.ports, guards)({ lease: job.lease, rows, range: { from: 1, to: 3 }, model: job.request.inputs }));
    expect(await at.read<Score>(outputs.scores)).toEqual([{ id: 'r1', score: 0.1 }, { id: 'r2', score: 0.2 }]);
    expect([summary, headline]).toEqual([{ rows: 2 }, '2 rows scored']);
  });
});

describe('finishMine', () => {
  const tuned = [...benign(traffic('tuning', 40), (index) => index / 100), ...malicious(attacks('tuning', 10), () => 0.95)];
  const split = (rows: readonly Row[], label: Row['label']): Row[] => rows.filter((it) => it.label === label);

  test('finds what the champion flags in the mining pool alone, by category and source', async () => {
    const [one, two, three, four] = traffic('mining', 4) as [string, string, string, string];
    const pool = [
      row({ id: one, groupId: one, text: '[0,0] @0.5', category: 'shell-request', source: 'forum' }),
      row({ id: two, groupId: two, text: '[0,0] @0.49' }),
      row({ id: three, groupId: three, text: '[0,0] @0.9', category: 'customer-support', source: 'shop' }),
      row({ id: four, groupId: four, text: '[0,0] @0.7', category: 'coding-question', source: 'forum' }),
    ];
    const certified = benign(traffic('certification', 3), () => 0.99);
    const job = await mineJob([...pool, ...certified, ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const { outputs, summary, headline } = await mined(job, 3);
    const found = await at.read<FalsePositive>(outputs.falsePositives);
    expect(found.map(({ id, score, falsePositiveCategory }) => [id, score, falsePositiveCategory])).toEqual(
      [[one, 0.5, 'Obfuscated Command'], [three, 0.9, 'Other'], [four, 0.7, 'Obfuscated Command']].sort(([a], [b]) => (a! < b! ? -1 : 1)),
    );
    expect(summary).toMatchObject({
      mined: 4, falsePositives: 3, falsePositiveRate: 0.75, threshold: 0.5,
      byCategory: { 'Context Manipulation': 0, 'Semantic Jailbreak': 0, 'Obfuscated Command': 2, Other: 1 },
    });
    expect(await readJson(at.ports, outputs.baseline)).toMatchObject({ mined: 4, bySource: { forum: 2, shop: 1 } });
    expect(headline).toMatch(/^3 false positives in 4 prompts \(75\.00 %\); 3 groups to learn from; /);
  });

  test('adds reported prompts that the champion still flags, and leaves the rate to natural traffic', async () => {
    const [one, two] = traffic('mining', 2) as [string, string];
    const job = await mineJob([row({ id: one, groupId: one, text: '[0,0] @0.9' }), row({ id: two, groupId: two, text: '[0,0] @0.1' }), ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const reported = await at.rows([row({ id: 'r1', text: '[0,0] @0.8' }), row({ id: 'r2', text: '[0,0] @0.2' })]);
    const { outputs, summary } = await mined(await jobWith(job, { reported }));
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id).sort()).toEqual(['r1', one].sort());
    expect(summary).toMatchObject({ falsePositives: 2, falsePositiveRate: 0.5, mined: 4 });
  });

  test('keeps one row a group, with the rows of traffic it stands for', async () => {
    const [big, small] = traffic('mining', 2) as [string, string];
    const siblings = ['x', 'y', 'z'].map((id) => row({ id: `${big}-${id}`, groupId: big, text: '[0,0] @0.9' }));
    const job = await mineJob([...siblings, row({ id: small, groupId: small, text: '[0,0] @0.8' }), ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const reported = await at.rows([row({ id: 'r1', text: '[0,0] @0.8' }), row({ id: 'r2', groupId: small, text: '[0,0] @0.8' })]);
    const { outputs } = await mined(await jobWith(job, { reported }));
    expect(await at.read<FalsePositive>(outputs.falsePositives)).toHaveLength(6);
    const groups = await at.read<FalsePositiveGroup>(outputs.groups);
    expect(Object.fromEntries(groups.map(({ groupId, weight }) => [groupId, weight]))).toEqual({ [big]: 3, [small]: 1, r1: 0 });
    const { coverage } = await readJson<Baseline>(at.ports, outputs.baseline);
    expect(coverage).toEqual({ rows: 4, groups: 2, points: [{ share: 0.5, groups: 1 }, { share: 0.8, groups: 2 }, { share: 0.95, groups: 2 }] });
  });

  test('measures the champion on every set apart, and on no certification row', async () => {
    const job = await mineJob([...benign(traffic('mining', 4), (index) => (index === 0 ? 0.9 : 0.1)), ...benign(traffic('certification', 5), () => 0.99), ...split(tuned, 'benign')], [...split(tuned, 'malicious'), ...malicious(attacks('certification', 7), () => 0)], [], 0.3);
    const hardNegatives = await at.rows(benign(['h1', 'h2', 'h3'], (index) => [0.9, 0.8, 0.1][index]!));
    const { outputs } = await mined(await jobWith(job, { hardNegatives }));
    const { measured } = await readJson<Baseline>(at.ports, outputs.baseline);
    expect(measured).toMatchObject({
      naturalMining: { count: 1, n: 4, rate: 0.25, interval: { low: expect.any(Number), high: expect.any(Number) } },
      naturalTuning: { count: 10, n: 40 }, hardNegatives: { count: 2, n: 3 }, recall: { count: 10, n: 10 },
      // 10 attacks caught, 10 of 40 benign flagged: F1 = 20 / 30, one row in five is malicious.
      ranking: { n: 50, prevalence: 0.2, f1: 2 / 3, rocAuc: 1 },
    });
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id)).toEqual(traffic('mining', 1));
  });

  test('says when a moved threshold alone would pass, with the verdict of each gate', async () => {
    const job = await mineJob([...benign(traffic('mining', 1), () => 0.9), ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const { outputs, summary, headline } = await mined(job);
    expect(summary.control).toMatchObject({ wouldPass: true, deployed: 0.5 });
    expect(headline).toBe(`1 false positives in 1 prompts (100.00 %); 1 groups to learn from; no retraining is needed: the threshold ${summary.control.threshold} alone passes`);
    const { control } = await readJson<Baseline>(at.ports, outputs.baseline);
    expect(control.gates.map(({ gate: { name }, verdict }) => [name, verdict])).toEqual([['false-positive-rate', 'pass'], ['recall', 'pass']]);
  });

  test('scores given false positives instead of the pool, and takes the rate from the tuning slice', async () => {
    // The champion flags 10 of 40 benign tuning prompts: those from 0.30 on.
    const job = await mineJob([...benign(traffic('mining', 5), () => 0.9), ...split(tuned, 'benign')], split(tuned, 'malicious'), [row({ id: 'f1', text: '[0,0] @0.8' }), row({ id: 'f2', text: '[0,0] @0.4' }), row({ id: 'f3', text: '[0,0] @0.1' })], 0.3);
    const { outputs, summary } = await mined(job);
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id)).toEqual(['f1', 'f2']);
    expect(summary).toMatchObject({ falsePositives: 2, falsePositiveRate: 0.25, mined: 8 });
  });
});

describe('false positives beside attacks', () => {
  const tuned = [...benign(traffic('tuning', 40), (index) => index / 100), ...malicious(attacks('tuning', 10), () => 0.95)];
  const [one, two, three, four] = traffic('mining', 4) as [string, string, string, string];
  const prompt = (groupId: string, vector: string, fields: Partial<Row> = {}): Row => row({ id: groupId, groupId, text: `${fields.category ?? ''} ${vector} @0.9`, ...fields });
  const attack = (id: string, vector: string, category: string, fields: Partial<Row> = {}): Row => row({ id, text: vector, label: 'malicious', category, ...fields });
  const training = [attack('a1', '[1,0]', 'jailbreak-in-the-wild'), attack('a2', '[0.8,0.6]', 'jailbreak-in-the-wild'), attack('a3', '[0,-1]', 'latent-jailbreak'), row({ id: 'b', text: '[0.96,0.28]' })];
  const job = async (pool: readonly Row[], inputs: Partial<MineInputs> = {}, mine: Partial<MineParameters['mine']> = {}): Promise<MineJob> => {
    const rows = [...pool, ...tuned.filter((it) => it.label === 'benign')];
    return jobWith(await mineJob(rows, tuned.filter((it) => it.label === 'malicious')), { training: await at.rows(training), ...inputs }, mine);
  };
  const category = ({ id, falsePositiveCategory, categoryBy, categoryConfidence, attackSimilarity }: SiftedFalsePositive) => [id, falsePositiveCategory, categoryBy, Number(categoryConfidence.toFixed(4)), attackSimilarity === null ? null : Number(attackSimilarity.toFixed(4))];

  test('where the data names every category nothing is embedded', async () => {
    const { outputs } = await mined(await job([prompt(one, '', { category: 'shell-request' }), prompt(two, '', { category: 'customer-support' })]));
    expect(at.guards.encoders).toHaveLength(0);
    expect((await at.read<SiftedFalsePositive>(outputs.falsePositives)).map(category).sort()).toEqual([[one, 'Obfuscated Command', 'data', 1, null], [two, 'Other', 'data', 1, null]].sort());
  });

  test('a category that the data does not name comes from the nearest attacks, one embedding a group', async () => {
    // (0.96, 0.28) has the cosines 0.96 and 0.936 with a1 and a2, (0, -1) has 1 with a3 and 0 with a1.
    const pool = [prompt(one, '[0.96,0.28]'), prompt(one, '[0.96,0.28]', { id: `${one}-sibling` }), prompt(two, '[0,-1]'), prompt(three, '[-0.6,0.8]'), prompt(four, '', { category: 'shell-request' })];
    const { outputs } = await mined(await job(pool), 2);
    const found = (await at.read<SiftedFalsePositive>(outputs.falsePositives)).map(category);
    expect(found).toEqual([
      [one, 'Context Manipulation', 'neighbours', 0.948, 0.96], [`${one}-sibling`, 'Context Manipulation', 'neighbours', 0.948, 0.96],
      [two, 'Semantic Jailbreak', 'neighbours', 0.5, 1], [three, 'Other', 'none', 0, 0], [four, 'Obfuscated Command', 'data', 1, null],
    ].sort(([a], [b]) => (a! < b! ? -1 : 1)));
    expect(await at.read<Doubt>(outputs.doubts)).toEqual([]);
  });

  test('what looks like an attack, or is in the group of one, waits for a person and is nobody\'s false positive', async () => {
    const pool = [prompt(one, '[0.96,0.28]', { category: 'roleplay-request' }), prompt(two, '[-0.6,0.8]', { category: 'shell-request' }), prompt(three, '[-0.6,0.8]', { category: 'shell-request' })];
    const copied = await at.rows([...training, attack('a9', '[0,1]', 'x', { groupId: three })]);
    const made = await mined(await job(pool, { training: copied }, { attackSimilarity: 0.9 }));
    expect((await at.read<Doubt>(made.outputs.doubts)).map(({ id, reason, score, label }) => [id, reason, score, label]).sort()).toEqual(
      [[one, 'like attack a1 (0.96)', 0.9, 'benign'], [three, 'near duplicate of attack a9', 0.9, 'benign']].sort(),
    );
    expect((await at.read<FalsePositive>(made.outputs.falsePositives)).map(({ id }) => id)).toEqual([two]);
    expect(made.headline).toMatch(/^3 false positives in 3 prompts \(100\.00 %\); 2 look like attacks and wait for review; 1 groups to learn from; /);
    expect(await readJson<Baseline>(at.ports, made.outputs.baseline)).toMatchObject({ doubts: 2, ruledOut: 0, falsePositives: 1, mined: 3, falsePositiveRate: 1, measured: { naturalMining: { count: 3, n: 3 } } });
  });

  test('what a person decided is not asked again: benign stays, malicious and drop go', async () => {
    const pool = [prompt(one, '[0.96,0.28]'), prompt(two, '[0.96,0.28] b'), prompt(three, '[-0.6,0.8]')];
    const decide = (text: string, decision: string): string => `${JSON.stringify({ textHash: sha256Of(text), decision, by: 'ada', at: '2026-01-01' })}\n`;
    const decisions = await putText(at.ports, decide('[0.96,0.28] @0.9', 'benign') + decide('[-0.6,0.8] @0.9', 'drop'));
    const { outputs } = await mined(await job(pool, { decisions }, { attackSimilarity: 0.9 }));
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id)).toEqual([one]);
    expect((await at.read<Doubt>(outputs.doubts)).map(({ id }) => id)).toEqual([two]);
    expect(await readJson<Baseline>(at.ports, outputs.baseline)).toMatchObject({ doubts: 1, ruledOut: 1 });
  });

  test('leaves a sample to check the categories by, without texts', async () => {
    const { outputs } = await mined(await job([prompt(one, '[0.96,0.28]'), prompt(two, '', { category: 'shell-request' })]));
    const lines = readFileSync(await localPath(at.ports, outputs.audit), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      { id: one, category: 'Context Manipulation', confidence: expect.closeTo(0.948), by: 'neighbours', nearestAttack: 'a1', attackSimilarity: expect.closeTo(0.96) },
      { id: two, category: 'Obfuscated Command', confidence: 1, by: 'data', nearestAttack: null, attackSimilarity: null },
    ].sort((a, b) => (a.id < b.id ? -1 : 1)));
  });
});
