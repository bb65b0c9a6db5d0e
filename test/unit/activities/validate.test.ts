import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putText, readJson } from '../../../activities/engine/artifacts.ts';
import { finishValidate } from '../../../activities/validate.ts';
import type { ValidateOutputs, ValidateSummary, Validation } from '../../../activities/validate.ts';
import type { Gate } from '../../../domain/profile.ts';
import type { Row, TrainingRow } from '../../../domain/row.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import type { Taxonomy } from '../../../domain/taxonomy.ts';
import { bench, inActivity, jobFor, row, trainingRow } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const GATES: Gate[] = [
  { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.2, confidence: 0.95, effect: 'blocks' },
  { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.5, confidence: 0.95, effect: 'blocks' },
  { name: 'size', quantity: 'size-bytes', direction: 'at-most', limit: 1, confidence: 0.95, effect: 'blocks' },
];

/** A row that carries the score the challenger gives it. */
type Scored<T> = T & { readonly score: number };

const benign = (count: number, score: (index: number) => number): Scored<Row>[] => Array.from({ length: count }, (_, index) => ({ ...row({ id: `b${index}` }), score: score(index) }));
const attacks = (count: number, score: number): Scored<Row>[] => Array.from({ length: count }, (_, index) => ({ ...row({ id: `m${score}-${index}`, label: 'malicious' }), score }));
const tested = (id: string, score: number, fields: Partial<TrainingRow> = {}): Scored<TrainingRow> => ({ ...trainingRow({ id, ...fields }), score });

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function validated(tuning: readonly Scored<Row>[], test: readonly Scored<TrainingRow>[], gates = GATES): Promise<StageOutcome<ValidateOutputs, ValidateSummary>> {
  const scores = (rows: readonly Scored<Row>[]): ReturnType<Bench['scores']> => at.scores(Object.fromEntries(rows.map(({ id, score }) => [id, score])));
  const [weights, config, tokenizer] = [await putText(at.ports, 'w'), await putText(at.ports, 'c'), await putText(at.ports, 't')];
  const inputs = { tuning: await at.rows(tuning), test: await at.trainingRows(test), weights, config, tokenizer };
  const job = await jobFor(at, { stage: 'validate', parameters: { seed: 7, gates, threshold: { aim: 0.5, delta: 0.05 }, maxTokens: 64 }, inputs });
  return inActivity(async () => finishValidate(at.ports)({ ...job, tuningScores: await scores(tuning), testScores: await scores(test) }));
}

/** 29 benign rows from 0.00 to 0.28: with an aim of 10 % and delta 0.05 the threshold lies just above 0.28. */
const TUNING = [...benign(29, (index) => index / 100), ...attacks(20, 0.9)];
const TEST = [tested('o1', 0.1), tested('o2', 0.9), tested('o3', 0.95, { label: 'malicious' }), tested('f1', 0.2, { origin: 'false-positive' }), tested('f2', 0.5, { origin: 'false-positive' }), tested('f3', 0.25, { origin: 'false-positive' })];

describe('finishValidate', () => {
  test('places the threshold on the tuning slice and goes on', async () => {
    const { summary, headline, outputs } = await validated(TUNING, TEST);
    expect(summary).toMatchObject({ decision: 'go', tuningRocAuc: 1, unseenFalsePositives: { rows: 3, stillFlagged: 1 } });
    expect(summary.threshold).toBeCloseTo(0.28, 14);
    expect(summary.threshold).toBeGreaterThan(0.28);
    expect(headline).toBe('go: 2 of 3 unseen false positives mended, AUC 1.0000 on tuning');
    const { gates } = await readJson<Validation>(at.ports, outputs.gates);
    expect(gates.map(({ gate, count, n }) => [gate.name, count, n])).toEqual([
      ['tuning: false-positive-rate', 0, 29],
      ['tuning: recall', 20, 20],
      ['test: false-positive-rate', 1, 2],
      ['test: recall', 1, 1],
    ]);
  });

  test('stops when a blocking gate fails on tuning already: no look is spent', async () => {
    const { summary, headline } = await validated([...TUNING.slice(0, 29), ...attacks(20, 0.1), ...attacks(2, 0.9)], TEST);
    expect(summary.decision).toBe('stop');
    expect(headline).toMatch(/^stop: /);
  });

  test('does not stop for a warning, for missing evidence, or for the test split', async () => {
    const missing = [...TUNING.slice(0, 29), ...attacks(20, 0.1), ...attacks(2, 0.9)];
    expect((await validated(missing, TEST, GATES.map((gate) => ({ ...gate, effect: 'warns' as const })))).summary.decision).toBe('go');
    expect((await validated([...TUNING.slice(0, 29), ...attacks(1, 0.1), ...attacks(1, 0.9)], TEST)).summary.decision).toBe('go');
    const badTest = Array.from({ length: 40 }, (_, index) => tested(`x${index}`, 0.99));
    expect((await validated(TUNING, badTest)).summary.decision).toBe('go');
  });

  test('aims at 1 % when no gate limits the false-positive rate', async () => {
    // 0.995^598 > 0.05 >= 0.995^n needs n = 598 + 1.
    const recallOnly = GATES.slice(1, 2);
    await expect(validated([...benign(597, () => 0.1), ...attacks(1, 0.9)], TEST, recallOnly)).rejects.toThrow('too few tuning prompts');
    expect((await validated([...benign(598, () => 0.1), ...attacks(1, 0.9)], TEST, recallOnly)).summary.threshold).toBeCloseTo(0.1, 14);
  });

  test('refuses a tuning slice that is too small', async () => {
    await expect(validated(TUNING.slice(1), TEST)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: 'cuts.trafficTuning: too few tuning prompts to place a threshold; cut a larger tuning slice.' });
  });
});

describe('what fallback rules go by', () => {
  const TAXONOMY: Taxonomy = { schema: 1, confidenceFloor: 0, categories: ['Shell', 'Acting', 'Other'].map((name) => ({ name, description: '', dataCategories: [name.toLowerCase()], attackCategories: [], attackSources: [], rules: [] })) };
  const DIFFERENCE: Gate = { name: 'kept', quantity: 'recall-difference', direction: 'at-least', limit: -0.01, confidence: 0.95, effect: 'warns' };

  interface Given {
    readonly champion: Readonly<Record<string, number>>;
    readonly deployed?: number;
    readonly hardNegatives?: readonly Scored<Row>[];
    readonly metrics?: object;
    readonly slice?: string;
  }

  async function judged(tuning: readonly Scored<Row>[], { champion, deployed = 0.5, hardNegatives, metrics, slice }: Given): Promise<ValidateSummary> {
    const scores = (rows: readonly Scored<Row>[]): ReturnType<Bench['scores']> => at.scores(Object.fromEntries(rows.map(({ id, score }) => [id, score])));
    const [weights, config, tokenizer] = [await putText(at.ports, 'w'), await putText(at.ports, 'c'), await putText(at.ports, 't')];
    const inputs = { tuning: await at.rows(tuning), test: await at.trainingRows(TEST), ...(hardNegatives && { hardNegatives: await at.rows(hardNegatives) }), weights, config, tokenizer };
    const fallback = { champion: await at.package(JSON.stringify([champion, metrics]), deployed), deployed, taxonomy: TAXONOMY };
    const parameters = { seed: 7, gates: [...GATES, { ...DIFFERENCE, ...(slice && { slice }) }], threshold: { aim: 0.5, delta: 0.05 }, maxTokens: 64, fallback };
    const job = await jobFor(at, { stage: 'validate', parameters, inputs });
    const given = {
      tuningScores: await scores(tuning), testScores: await scores(TEST), championTuningScores: [await at.scores(champion)],
      ...(hardNegatives && { hardNegativeScores: { challenger: [await scores(hardNegatives)], champion: [await scores(hardNegatives)] } }),
      ...(metrics && { attachments: { metrics: await putText(at.ports, JSON.stringify(metrics)) } }),
    };
    return (await inActivity(() => finishValidate(at.ports)({ ...job, ...given }))).summary;
  }

  const caught = (score: number): Record<string, number> => Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`m0.1-${index}`, score]));

  test('attacks that the champion in service catches and the challenger misses', async () => {
    const rows = [...TUNING, ...attacks(60, 0.1)];
    const missing = await judged(rows, { champion: { ...caught(0.6), ...Object.fromEntries(attacks(20, 0.9).map(({ id }) => [id, 0.9])) } });
    expect(missing.failing.map(({ gate, set }) => `${gate} on ${set}`)).toEqual(['recall on tuning', 'kept on tuning']);
    const never = await judged(rows, { champion: { ...caught(0.4), ...Object.fromEntries(attacks(20, 0.9).map(({ id }) => [id, 0.9])) } });
    expect(never.failing.map(({ gate }) => gate)).toEqual(['recall']);
  });

  test('recall at the champion\'s rate goes by the threshold that flags as many benign tuning prompts as the champion does', async () => {
    const rows = [...TUNING, ...attacks(60, 0.1)];
    const caughtAll = { ...caught(0.6), ...Object.fromEntries(attacks(20, 0.9).map(({ id }) => [id, 0.9])) };
    const flagging = (count: number): Record<string, number> => Object.fromEntries(benign(29, () => 0).map(({ id }, index) => [id, index < count ? 0.7 : 0.2]));
    const failing = async (champion: Record<string, number>): Promise<string[]> => (await judged(rows, { champion, slice: 'at-champion-rate' })).failing.map(({ gate }) => gate);
    // The challenger scores the attacks 0.10: among the highest 19 benign scores (0.10 and up), not among the highest 18.
    expect(await failing({ ...caughtAll, ...flagging(19) })).toEqual(['recall']);
    expect(await failing({ ...caughtAll, ...flagging(18) })).toEqual(['recall', 'kept']);
  });

  test('too many false positives at the threshold in service, where the placed one is above the attacks', async () => {
    const high = benign(29, () => 0.95).map((row) => ({ ...row, category: 'acting' }));
    const { failing } = await judged([...high, ...attacks(20, 0.9)], { champion: Object.fromEntries(attacks(20, 0.9).map(({ id }) => [id, 0.9])) });
    expect(failing.map(({ gate, atDeployedThreshold = false }) => [gate, atDeployedThreshold])).toEqual([['false-positive-rate', true], ['recall', false], ['kept', false]]);
  });

  test('the categories that are flagged most, the training\'s gap and time', async () => {
    const flagged = [...benign(400, () => 0.1), ...['acting', 'acting', 'shell'].map((category, index) => ({ ...row({ id: `f${index}`, category }), score: 0.99 })), ...attacks(20, 0.9)];
    const summary = await judged(flagged, { champion: {}, metrics: { best: { train_validation_gap: 0.2 }, wall_seconds: 90 } });
    expect(summary).toMatchObject({ failingCategories: ['Acting', 'Shell'], overFit: 0.2, trainingSeconds: 90 });
    expect(await judged(flagged, { champion: {} })).toMatchObject({ overFit: null, trainingSeconds: 0 });
  });

  test('hard negatives, where they are given', async () => {
    const hard = benign(20, () => 0.9).map((each) => ({ ...each, id: `h${each.id}` }));
    const { figures, failing } = await judged(TUNING, { champion: {}, hardNegatives: hard });
    expect(figures.map(({ set, falsePositives }) => [set, falsePositives?.count])).toEqual([['tuning', 0], ['test', 1], ['hard-negatives', 20]]);
    expect(failing).toMatchObject([{ gate: 'false-positive-rate', set: 'hard-negatives' }]);
  });
});
