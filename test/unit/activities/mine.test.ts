import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readJson } from '../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../activities/engine/guard-pool.ts';
import { cutSets, finishMine } from '../../../activities/mine.ts';
import type { Baseline, CutOutputs, FalsePositive, MineJob, MineOutputs } from '../../../activities/mine.ts';
import { scoreChunk } from '../../../activities/score-chunk.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { CutSettings } from '../../../domain/profile.ts';
import type { Row, Score } from '../../../domain/row.ts';
import { attackCut, trafficCut } from '../../../domain/splits.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SEED = 7;
const CUTS: CutSettings = { trafficCertification: 0.3, trafficTuning: 0.3, attacksCertification: 0.5, train: 0.8, validation: 0.1 };

const traffic = (side: string, count: number): string[] => groupsWhere((group) => trafficCut(group, SEED, CUTS) === side, count, 't');
const attacks = (side: string, count: number): string[] => groupsWhere((group) => attackCut(group, SEED, CUTS) === side, count, 'a');

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

/** Rows named after their groups; a text says its own score. */
const benign = (groups: readonly string[], score: (index: number) => number, fields: Partial<Row> = {}): Row[] =>
  groups.map((group, index) => row({ id: group, groupId: group, text: `@${score(index)}`, ...fields }));
const malicious = (groups: readonly string[], score: (index: number) => number): Row[] => benign(groups, score, { label: 'malicious' });

async function mineJob(trafficRows: readonly Row[], attackRows: readonly Row[], given: readonly Row[] = [], threshold = 0.5): Promise<MineJob> {
  const parameters = { seed: SEED, cuts: CUTS, threshold: { aim: 1, delta: 0.05 }, falsePositiveLimit: 0.1, recallLimit: 0.5 };
  const inputs = { traffic: await at.rows(trafficRows), attacks: await at.rows(attackRows), given: await at.rows(given), ...(await at.package('champion', threshold)) };
  return jobFor(at, { stage: 'mine', parameters, inputs });
}

/** The whole stage, scored in chunks of `size` rows. */
async function mined(job: MineJob, size = 1000): Promise<StageOutcome<MineOutputs, Baseline>> {
  const cut = (await inActivity(() => cutSets(at.ports)(job))).outputs;
  const pool = job.request.inputs.given.rows ? job.request.inputs.given : cut.mining;
  return inActivity(async () => finishMine(at.ports)({ ...job, cut, miningScores: await scored(job, pool, size), tuningScores: await scored(job, cut.tuning, size), reportedScores: job.request.inputs.reported ? await scored(job, job.request.inputs.reported, size) : [] }));
}

async function scored({ lease, request: { inputs } }: MineJob, rows: ArtifactRef, size: number): Promise<ArtifactRef[]> {
  const { model, tokenizer, honeJson } = inputs;
  const chunks: ArtifactRef[] = [];
  for (let from = 0; from < rows.rows!; from += size) {
    const { outputs } = await inActivity(() => scoreChunk(at.ports, guards)({ lease, rows, range: { from, to: from + size }, model: { model, tokenizer, honeJson } }));
    chunks.push(outputs.scores);
  }
  return chunks;
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
      row({ id: one, groupId: one, text: '@0.5', category: 'shell-request', source: 'forum' }),
      row({ id: two, groupId: two, text: '@0.49' }),
      row({ id: three, groupId: three, text: '@0.9', category: 'customer-support', source: 'shop' }),
      row({ id: four, groupId: four, text: '@0.7', category: 'coding-question', source: 'forum' }),
    ];
    const certified = benign(traffic('certification', 3), () => 0.99);
    const job = await mineJob([...pool, ...certified, ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const { outputs, summary, headline } = await mined(job, 3);
    const found = await at.read<FalsePositive>(outputs.falsePositives);
    expect(found.map(({ id, score, falsePositiveCategory }) => [id, score, falsePositiveCategory])).toEqual(
      [[one, 0.5, 'Obfuscated Command'], [three, 0.9, 'Other'], [four, 0.7, 'Obfuscated Command']].sort(([a], [b]) => (a! < b! ? -1 : 1)),
    );
    expect(summary).toMatchObject({
      mined: 4, falsePositives: 3, falsePositiveRate: 0.75, threshold: 0.5, tuningRocAuc: 1,
      byCategory: { 'Obfuscated Command': 2, Other: 1 }, bySource: { forum: 2, shop: 1 },
    });
    expect(await readJson(at.ports, outputs.baseline)).toEqual(summary);
    expect(headline).toMatch(/^3 false positives in 4 prompts \(75\.00 %\); /);
  });

  test('adds reported prompts that the champion still flags, and leaves the rate to natural traffic', async () => {
    const [one, two] = traffic('mining', 2) as [string, string];
    const job = await mineJob([row({ id: one, groupId: one, text: '@0.9' }), row({ id: two, groupId: two, text: '@0.1' }), ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const reported = await at.rows([row({ id: 'r1', text: '@0.8' }), row({ id: 'r2', text: '@0.2' })]);
    const withReported = await jobFor(at, { ...job.request, inputs: { ...job.request.inputs, reported } });
    const { outputs, summary } = await mined(withReported);
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id).sort()).toEqual(['r1', one].sort());
    expect(summary).toMatchObject({ falsePositives: 2, falsePositiveRate: 0.5, mined: 4 });
  });

  test('says when a moved threshold alone would pass', async () => {
    const job = await mineJob([...benign(traffic('mining', 1), () => 0.9), ...split(tuned, 'benign')], split(tuned, 'malicious'));
    const { summary, headline } = await mined(job);
    expect(summary.control.wouldPass).toBe(true);
    expect(headline).toBe('1 false positives in 1 prompts (100.00 %); a moved threshold alone would pass');
  });

  test('scores given false positives instead of the pool, and takes the rate from the tuning slice', async () => {
    // The champion flags 10 of 40 benign tuning prompts: those from 0.30 on.
    const job = await mineJob([...benign(traffic('mining', 5), () => 0.9), ...split(tuned, 'benign')], split(tuned, 'malicious'), [row({ id: 'f1', text: '@0.8' }), row({ id: 'f2', text: '@0.4' }), row({ id: 'f3', text: '@0.1' })], 0.3);
    const { outputs, summary } = await mined(job);
    expect((await at.read<FalsePositive>(outputs.falsePositives)).map(({ id }) => id)).toEqual(['f1', 'f2']);
    expect(summary).toMatchObject({ falsePositives: 2, falsePositiveRate: 0.25, mined: 8 });
  });
});
