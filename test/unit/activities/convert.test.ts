import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { finishConvert } from '../../../activities/convert.ts';
import type { ConvertOutputs, ConvertParameters } from '../../../activities/convert.ts';
import { putJson, putText, readJson } from '../../../activities/engine/artifacts.ts';
import type { Exported } from '../../../activities/export-model.ts';
import type { ConversionReport } from '../../../domain/conversion.ts';
import type { LatencyTable } from '../../../domain/latency-table.ts';
import { fitThreshold } from '../../../domain/fit-threshold.ts';
import { UNICODE_1_STEPS } from '../../../domain/normaliser.ts';
import type { HoneJson } from '../../../domain/package.ts';
import type { CutSettings } from '../../../domain/profile.ts';
import type { Row } from '../../../domain/row.ts';
import { trafficCut } from '../../../domain/splits.ts';
import type { StageOutcome } from '../../../domain/stages.ts';
import { tooSure } from '../../support/too-sure.ts';
import { FakeGuard, scoreInText } from '../../fakes/fake-guards.ts';
import { bench, groupsWhere, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const CUTS: CutSettings = { trafficCertification: 0.4, trafficTuning: 0.2, attacksCertification: 0.5, train: 0.8, validation: 0.1 };
const PARAMETERS: ConvertParameters = { precision: 'int8', maxFlipRate: 0.05, equivalenceRows: 1000, latencyPrompts: 3, maxTokens: 32, seed: 7, cuts: CUTS, threshold: { aim: 0.5, limit: 0.2, delta: 0.05 } };

const TOKENIZER = { normalizer: { type: 'Sequence', normalizers: UNICODE_1_STEPS } };

/** int8 scores what the text says; fp32 0.1 more where it says `shifted`, and so does int8 without the two costliest layers. */
const scoreOf = (text: string, model: string): number => scoreInText(text, model) + (AS_PLAIN.has(model) && text.includes('shifted') ? 0.1 : 0);
const AS_PLAIN = new Set(['plain', 'fused', 'int8 without 2']);

/** 29 benign prompts scored 0.00 to 0.28, and attacks at 0.9. */
const ROWS: Row[] = [
  ...Array.from({ length: 29 }, (_, index) => row({ id: `b${index}`, text: `prompt @${index / 100}` })),
  ...Array.from({ length: 11 }, (_, index) => row({ id: `m${index}`, text: `attack @0.9`, label: 'malicious' })),
];

let at: Bench;
beforeEach(async () => void (at = await bench({ scoreOf })));
afterEach(() => at.close());

async function converted(parameters: Partial<ConvertParameters> = {}, rows: readonly Row[] = ROWS, further: Partial<Exported> = {}): Promise<StageOutcome<ConvertOutputs>> {
  const traffic = [...groupsWhere((group) => trafficCut(group, 7, CUTS) !== 'certification', 5, 'open'), ...groupsWhere((group) => trafficCut(group, 7, CUTS) === 'certification', 20, 'closed')];
  const [weights, config, tokenizer] = [await putText(at.ports, 'weights'), await putText(at.ports, '{}'), await putText(at.ports, 'tokenizer')];
  const inputs = { rows: await at.rows(rows), traffic: await at.rows(traffic.map((group) => row({ id: group, groupId: group }))), weights, config, tokenizer };
  const job = await jobFor(at, { stage: 'convert', parameters: { ...PARAMETERS, ...parameters }, inputs });
  const exported = { plain: await putText(at.ports, 'plain'), fused: await putText(at.ports, 'fused'), int8: await putText(at.ports, 'int8'), tokenizer: await putJson(at.ports, TOKENIZER), report: await putJson(at.ports, { nodes: 57 }), ...further };
  return inActivity(() => finishConvert(at.ports)({ ...job, exported }));
}

const describeOf = ({ outputs }: StageOutcome<ConvertOutputs>): Promise<HoneJson> => readJson<HoneJson>(at.ports, outputs.honeJson);

describe('finishConvert', () => {
  test('fits the threshold on the benign scores of the file that ships: with 29 rows and a limit of 10 %, just above the highest', async () => {
    // (1 - 0.1)^29 = 0.0471 <= 0.05 < 0.9^28: none may lie above.
    const made = await converted();
    const { threshold, ...rest } = await describeOf(made);
    expect(threshold).toBeGreaterThan(0.28);
    expect(threshold).toBeCloseTo(0.28, 14);
    expect(rest).toEqual({
      schema: 1, labels: ['benign', 'malicious'], maxTokens: 32, calibration: null, normaliser: 'unicode-1', precision: 'int8',
      files: { 'model.onnx': made.outputs.model.sha256, 'tokenizer.json': made.outputs.tokenizer.sha256 },
    });
    expect(made.outputs.model).toEqual(await putText(at.ports, 'int8'));
    expect(made.outputs.tokenizer).toEqual(await putJson(at.ports, TOKENIZER));
  });

  /** Three times as sure as they may be: 600 rows. */
  const SURE: Row[] = tooSure(3, 600).map(({ id, label, score }) => row({ id, label, text: `prompt @${score}` }));
  const limits = { threshold: { aim: 1, limit: 0.2, delta: 0.05 } };

  test('ships the temperature that mends scores which are too sure, and changes no decision by it', async () => {
    const made = await converted(limits, SURE);
    const { calibration, threshold } = await describeOf(made);
    expect(Math.abs(calibration!.temperature / 3 - 1)).toBeLessThan(0.25);
    const report = await readJson<ConversionReport>(at.ports, made.outputs.equivalence);
    expect(report).toMatchObject({ threshold, flipRate: 0, calibration: { temperature: calibration!.temperature } });
    expect(report.calibration!.atHalf.after.expectedCalibrationError).toBeLessThan(report.calibration!.atHalf.before.expectedCalibrationError);
    // What the package says of each row is what the model alone says at a threshold fitted on its own scores.
    const own = SURE.map((each) => ({ ...each, score: scoreInText(each.text, '') }));
    const ownThreshold = fitThreshold(own, { aim: 1, limit: 0.2, delta: 0.05, seed: 7 })!;
    const guard = new FakeGuard('int8', await describeOf(made), scoreInText);
    const blocked = [...(await guard.score(SURE.map(({ text }) => text)))].map((score) => score >= threshold);
    expect(blocked).toEqual(own.map(({ score }) => score >= ownThreshold));
    expect(report.tuning!.malicious.rows.count).toBe(blocked.filter((flagged, index) => flagged && SURE[index]!.label === 'malicious').length);
    expect(report.tuning!.benign.rows.n + report.tuning!.malicious.rows.n).toBe(600);
  });

  test('a deployed model keeps its own scores', async () => {
    const made = await converted({ threshold: { fixed: 0.5 } }, SURE);
    expect((await describeOf(made)).calibration).toBeNull();
    expect(await readJson(at.ports, made.outputs.equivalence)).toMatchObject({ calibration: null, tuning: { benign: { rows: {} } } });
  });

  test('deploys a fixed threshold as it is, on rows of any number', async () => {
    const made = await converted({ threshold: { fixed: 0.5 } }, ROWS.slice(0, 3));
    expect((await describeOf(made)).threshold).toBe(0.5);
  });

  test('refuses to fit on too few prompts', async () => {
    await expect(converted({}, ROWS.slice(1))).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: 'cuts.trafficTuning: 28 tuning prompts are too few to place a threshold; cut a larger tuning slice.' });
  });

  test('ships the fused graph when fp32 is asked for', async () => {
    const made = await converted({ precision: 'fp32' });
    expect(made.outputs.model).toEqual(await putText(at.ports, 'fused'));
    expect((await describeOf(made)).precision).toBe('fp32');
    expect(made.headline).toMatch(/^0\.0 MB fp32, p95 2\.0 ms, 0\.00 % of decisions flipped$/);
  });

  /** 2 of 40 decisions flip at threshold 0.5: the plain export would block them, what ships does not. */
  const shifted = [...ROWS.slice(2), row({ id: 'x1', text: 'shifted @0.45' }), row({ id: 'x2', text: 'shifted @0.41' })];

  test('compares scores and decisions with the plain export, at the threshold that ships', async () => {
    const made = await converted({ threshold: { fixed: 0.5 } }, shifted);
    const equivalence = await readJson<ConversionReport>(at.ports, made.outputs.equivalence);
    expect(equivalence).toMatchObject({ rows: 40, flipRate: 0.05, benignToMalicious: [], threshold: 0.5, graph: { nodes: 57 } });
    expect(equivalence.maliciousToBenign.map(({ id }) => id).sort()).toEqual(['x1', 'x2']);
    expect(equivalence.maxAbsoluteDifference).toBeCloseTo(0.1, 12);
    expect(equivalence.meanAbsoluteDifference).toBeCloseTo(0.005, 12);
    expect(made.summary).toMatchObject({ threshold: 0.5, flipRate: 0.05, p95Ms: 2, bytes: made.outputs.model.bytes + made.outputs.tokenizer.bytes + made.outputs.honeJson.bytes });
  });

  test('says what each file decides, weighs and flips, on the rows compared', async () => {
    const { outputs } = await converted({ threshold: { fixed: 0.5 } }, shifted);
    const { formats, shipped, tried } = await readJson<ConversionReport>(at.ports, outputs.equivalence);
    const flipsOf = (format: keyof typeof formats): number => formats[format].equivalence.flipRate;
    expect([shipped, flipsOf('plain'), flipsOf('fused'), flipsOf('int8')]).toEqual(['int8', 0, 0, 0.05]);
    expect(formats.plain).toMatchObject({ bytes: 5, benign: 29, malicious: 11, falsePositiveRate: 2 / 29, recall: 1 });
    expect(formats.int8).toMatchObject({ bytes: 4, benign: 29, malicious: 11, falsePositiveRate: 0, recall: 1, rocAuc: 1 });
    expect(tried).toEqual([{ leftOut: 0, bytes: 4, threshold: 0.5, flipRate: 0.05 }]);
  });

  const STRICT = { threshold: { fixed: 0.5 }, maxFlipRate: 0.04 };

  test('refuses more flips than allowed', async () => {
    await expect(converted(STRICT, shifted)).rejects.toMatchObject({
      code: 'HONE_DECISIONS_FLIPPED',
      message: 'convert.maxFlipRate: conversion flipped 5.00 % of 40 decisions, more than 4 %; ship fp32 (convert.precision) or raise the limit.',
    });
    expect(await at.store.list('manifests/')).toEqual([]);
  });

  test('ships the first int8 file whose layers in fp32 keep the decisions, where there are such files', async () => {
    const further = { 'int8-without-1': await putText(at.ports, 'int8 without 1'), 'int8-without-2': await putText(at.ports, 'int8 without 2'), 'int8-without-4': await putText(at.ports, 'int8 without 4') };
    const made = await converted(STRICT, shifted, further);
    expect(made.outputs.model).toEqual(further['int8-without-2']);
    expect((await describeOf(made)).files['model.onnx']).toBe(further['int8-without-2'].sha256);
    const { tried, flipRate, formats } = await readJson<ConversionReport>(at.ports, made.outputs.equivalence);
    expect(tried.map(({ leftOut, flipRate: rate }) => [leftOut, rate])).toEqual([[0, 0.05], [1, 0.05], [2, 0]]);
    expect([flipRate, formats.int8.bytes, made.headline]).toEqual([0, 14, '0.0 MB int8 (2 layers fp32), p95 2.0 ms, 0.00 % of decisions flipped']);
    expect(at.guards.loaded.every(({ closed }) => closed)).toBe(true);
  });

  test('tries no such file that is over the size limit', async () => {
    const further = { 'int8-without-2': await putText(at.ports, 'int8 without 2') };
    await expect(converted({ ...STRICT, maxBytes: 13 }, shifted, further)).rejects.toMatchObject({ code: 'HONE_DECISIONS_FLIPPED' });
  });

  test('compares no more rows than asked for, but fits on all', async () => {
    const made = await converted({ equivalenceRows: 10 });
    expect(await readJson(at.ports, made.outputs.equivalence)).toMatchObject({ rows: 10 });
    expect((await describeOf(made)).threshold).toBeCloseTo(0.28, 14);
  });

  test('measures latency on natural prompts outside the certification set, as many as asked for', async () => {
    const made = await converted();
    expect(at.guards.measured[0]!.texts).toHaveLength(3);
    expect(at.guards.measured[0]!.texts.every((text) => text.startsWith('text of open'))).toBe(true);
    expect(await readJson<LatencyTable>(at.ports, made.outputs.latency)).toMatchObject({ precision: 'int8', cpu: 'a test processor', traffic: { samples: 3 }, leftOut: [64, 128, 256, 512], ladder: [{ tokens: 16, threads: 1 }, { tokens: 32, threads: 1 }, { tokens: 16, threads: 2 }, { tokens: 32, threads: 2 }] });
  });

  test('measures only what a gate needs for a champion that is not released on it', async () => {
    const made = await converted({ threshold: { fixed: 0.5 } });
    expect(await readJson<LatencyTable>(at.ports, made.outputs.latency)).toMatchObject({ traffic: { samples: 3 }, ladder: [], costs: null });
  });

  test('closes every guard it opened', async () => {
    await converted();
    expect(at.guards.loaded.map(({ closed }) => closed)).toEqual([true, true, true]);
  });
});
