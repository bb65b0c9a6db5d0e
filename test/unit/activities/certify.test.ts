import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { declareLook, finishCertify, forecastLook } from '../../../activities/certify.ts';
import type { CertifyJob, CertifyParameters } from '../../../activities/certify.ts';
import { putJson, readJson } from '../../../activities/engine/artifacts.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import type { Certificate } from '../../../domain/certificate.ts';
import type { Gate } from '../../../domain/profile.ts';
import type { Row } from '../../../domain/row.ts';
import { brierScore } from '../../../domain/statistics/calibration.ts';
import { bench, inActivity, jobFor, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

/** Rows with both models' scores; the champion blocks from 0.5 on, the challenger from 0.6. */
const SET: (Partial<Row> & { readonly id: string; readonly champion: number; readonly challenger: number })[] = [
  { id: 'b1', champion: 0.1, challenger: 0.1, source: 'forum' },
  { id: 'b2', champion: 0.7, challenger: 0.2, source: 'forum' }, // mended
  { id: 'b3', champion: 0.8, challenger: 0.7, source: 'shop' }, // still wrong
  { id: 'b4', champion: 0.2, challenger: 0.65, source: 'shop' }, // newly blocked
  { id: 'm1', champion: 0.9, challenger: 0.9, label: 'malicious', groupId: 'twins' },
  { id: 'm2', champion: 0.9, challenger: 0.55, label: 'malicious', groupId: 'twins', source: 'jailbreaks' }, // newly missed
  { id: 'm3', champion: 0.4, challenger: 0.6, label: 'malicious' }, // newly caught
  { id: 'm4', champion: 0.3, challenger: 0.3, label: 'malicious' }, // still missed
  ...['m5', 'm6', 'm7', 'm8', 'm9'].map((id) => ({ id, champion: 0.1, challenger: 0.9, label: 'malicious' as const })), // newly caught
];

const FALSE_POSITIVES: Gate = { name: 'false-positive-rate', quantity: 'false-positive-rate', direction: 'at-most', limit: 0.01, confidence: 0.95, effect: 'blocks' };
const RECALL: Gate = { name: 'recall', quantity: 'recall', direction: 'at-least', limit: 0.3, confidence: 0.95, effect: 'blocks' };
const LATENCY: Gate = { name: 'latency', quantity: 'latency-p95-ms', direction: 'at-most', limit: 10, confidence: 0.95, effect: 'warns' };

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function certifyJob(parameters: Partial<CertifyParameters> = {}, owner = 'run-1'): Promise<CertifyJob> {
  const certification = await at.rows(SET.map(({ id, label = 'benign', source = 'other', groupId = id }) => row({ id, label, source, groupId })));
  const given: CertifyParameters = { gates: [RECALL, LATENCY], looks: 2, seed: 7, champion: await at.package('champion', 0.5), ...parameters };
  const job = await jobFor(at, { stage: 'certify', parameters: given, inputs: { certification, ...(await at.package('challenger', 0.6)) } }, { owner });
  const latency = (p95Ms: number): ReturnType<typeof putJson> => putJson(at.ports, { cpu: 'x', precision: 'int8', ladder: [], traffic: { p50Ms: 1, p95Ms, p99Ms: 99, samples: 50, threads: 2 } });
  return { ...job, attachments: { latency: await latency(7), championLatency: await latency(8) } };
}

const scoresOf = (who: 'champion' | 'challenger'): Record<string, number> => Object.fromEntries(SET.map((it) => [it.id, it[who]]));

async function certificateOf(job: CertifyJob): Promise<{ certificate: Certificate; headline: string; summary: object }> {
  const scores = (who: 'champion' | 'challenger'): ReturnType<Bench['scores']> => at.scores(scoresOf(who));
  const look = await declareLook(at.ports)(job);
  const { outputs, headline, summary } = await inActivity(async () => finishCertify(at.ports)({ ...job, look, championScores: [await scores('champion')], challengerScores: [await scores('challenger')] }));
  return { certificate: await readJson<Certificate>(at.ports, outputs.certificate), headline, summary };
}

describe('finishCertify', () => {
  test('measures both models, each at its own threshold', async () => {
    const { certificate, summary, headline } = await certificateOf(await certifyJob());
    expect(certificate.champion).toMatchObject({ threshold: 0.5, confusion: { falsePositives: 2, trueNegatives: 2, truePositives: 2, falseNegatives: 7 }, f1: 4 / 13, latency: { p95Ms: 8 } });
    expect(certificate.challenger).toMatchObject({ threshold: 0.6, confusion: { falsePositives: 2, trueNegatives: 2, truePositives: 7, falseNegatives: 2 }, f1: 14 / 18, latency: { p95Ms: 7 } });
    // Pairs of an attack above a benign prompt: champion 12 and five ties at 0.1, challenger 10 and 5 × 4; of 36.
    expect([certificate.champion.rocAuc, certificate.challenger.rocAuc]).toEqual([14.5 / 36, 30 / 36]);
    expect(summary).toEqual({
      verdict: certificate.verdict,
      challenger: { falsePositiveRate: 0.5, recall: 7 / 9, f1: 14 / 18, rocAuc: 30 / 36, threshold: 0.6 },
      champion: { falsePositiveRate: 0.5, recall: 2 / 9, f1: 4 / 13, rocAuc: 14.5 / 36, threshold: 0.5 },
    });
    expect(headline).toBe(`${certificate.verdict}: FPR 50.00 % (champion 50.00 %), recall 77.78 %`);
  });

  test('shows the rates on hard negatives beside the others, and pools them with nothing', async () => {
    const job = await certifyJob();
    const look = await declareLook(at.ports)(job);
    const scores = async (of: readonly number[]): Promise<ArtifactRef[]> => [await at.scores(Object.fromEntries(of.map((score, index) => [`h${index}`, score])))];
    const shared = { championScores: [await at.scores(scoresOf('champion'))], challengerScores: [await at.scores(scoresOf('challenger'))] };
    const hard = { champion: await scores([0.9, 0.5, 0.4, 0.1]), challenger: await scores([0.9, 0.59, 0.4, 0.1]) };
    const { outputs } = await inActivity(() => finishCertify(at.ports)({ ...job, look, ...shared, hard }));
    const certificate = await readJson<Certificate>(at.ports, outputs.certificate);
    expect(certificate.hardNegatives).toMatchObject({ champion: { count: 2, n: 4, rate: 0.5 }, challenger: { count: 1, n: 4, rate: 0.25 } });
    // As in the test above: the hard ones are in none of it.
    expect(certificate.challenger).toMatchObject({ confusion: { falsePositives: 2, trueNegatives: 2, truePositives: 7, falseNegatives: 2 }, rocAuc: 30 / 36 });
    expect(certificate.set).toMatchObject({ benign: 4, malicious: 9 });
    expect((await certificateOf(await certifyJob({ seed: 8 }))).certificate).not.toHaveProperty('hardNegatives');
  });

  describe('judges gates on other sets', () => {
    const HARD: Gate = { name: 'hard', quantity: 'false-positive-rate-difference', direction: 'at-most', limit: 0.1, confidence: 0.95, effect: 'blocks', set: 'hard-negatives' };
    const DISGUISED: Gate = { name: 'disguised', quantity: 'recall', direction: 'at-least', limit: 0.5, confidence: 0.95, effect: 'warns', set: 'adversarial', slice: 'family:*' };
    const UNSEEN: Gate = { name: 'unseen', quantity: 'roc-auc-difference', direction: 'at-least', limit: 0, confidence: 0.95, effect: 'blocks', set: 'unseen' };

    let seed = 1;
    async function judged(gates: readonly Gate[], inputs: object, hard?: Readonly<Record<'champion' | 'challenger', readonly ArtifactRef[]>>): Promise<Certificate> {
      // Another seed each time, so that each is a stage of its own.
      const job = await certifyJob({ gates, looks: 9, seed: seed++ });
      const look = await declareLook(at.ports)(job);
      const scores = { championScores: [await at.scores(scoresOf('champion'))], challengerScores: [await at.scores(scoresOf('challenger'))] };
      const request = { ...job.request, inputs: { ...job.request.inputs, ...inputs } };
      const { outputs } = await inActivity(() => finishCertify(at.ports)({ ...job, request, look, ...scores, ...(hard && { hard }) }));
      return readJson<Certificate>(at.ports, outputs.certificate);
    }

    test('by what probe and stress measured', async () => {
      const counts = (both: number, neither: number) => ({ both, onlyChampion: 0, onlyChallenger: 0, neither });
      const difference = { estimate: 0.1, low: 0.05, high: 0.15 };
      const probe = await putJson(at.ports, { slices: [], aucs: [{ set: 'unseen', benign: 10, malicious: 10, champion: 0.8, challenger: 0.9, difference }], further: 'tables' });
      const slices = [{ set: 'adversarial', slice: 'family:leet', label: 'malicious', rows: counts(90, 10), groups: counts(45, 5) }];
      const { gates, verdict } = await judged([RECALL, DISGUISED, UNSEEN], { probe, stress: await putJson(at.ports, { slices, aucs: [] }) });
      expect(gates.map((result) => [result.gate.name, result.verdict])).toEqual([['recall', 'pass'], ['disguised (family:leet)', 'pass'], ['unseen', 'pass']]);
      expect(gates.slice(1).map(({ n }) => n)).toEqual([50, 20]);
      expect(verdict).toBe('pass');
    });

    test('by the hard negatives scored here, over rows and groups', async () => {
      const names = Array.from({ length: 60 }, (_, index) => `h${index}`);
      const hardNegatives = await at.rows(names.map((id, index) => row({ id, groupId: `g${Math.floor(index / 2)}` })));
      const scores = async (of: (index: number) => number): Promise<ArtifactRef[]> => [await at.scores(Object.fromEntries(names.map((id, index) => [id, of(index)])))];
      const mended = await judged([RECALL, HARD], { hardNegatives }, { champion: await scores(() => 0.5), challenger: await scores(() => 0.59) });
      expect(mended.gates[1]).toMatchObject({ verdict: 'pass', unit: 'groups', n: 30, estimate: -1 });
      const worse = await judged([RECALL, HARD], { hardNegatives }, { champion: await scores(() => 0.4), challenger: await scores((index) => (index < 20 ? 0.6 : 0.5)) });
      expect(worse).toMatchObject({ verdict: 'fail', gates: [{}, { verdict: 'fail', estimate: 1 / 3 }] });
      const probe = await putJson(at.ports, { slices: [{ set: 'hard-negatives', slice: 'all', label: 'benign', ...Object.fromEntries(['rows', 'groups'].map((unit) => [unit, { both: 0, onlyChampion: 9, onlyChallenger: 0, neither: 1 }])) }], aucs: [] });
      expect((await judged([RECALL, HARD], { hardNegatives, probe }, { champion: await scores(() => 0.4), challenger: await scores(() => 0.6) })).gates[1]).toMatchObject({ verdict: 'pass', n: 10 });
    });

    test('and says what was not measured instead of leaving it out', async () => {
      const { gates, verdict } = await judged([RECALL, HARD, DISGUISED], {});
      expect(gates.slice(1).map((result) => [result.gate.name, result.verdict, result.sentence])).toEqual([
        ['hard', 'not-enough-evidence', 'hard: not measured on hard-negatives: not enough evidence; give the profile sets.hardNegatives.'],
        ['disguised', 'not-enough-evidence', 'disguised: not measured on adversarial, family:*: not enough evidence; give the profile stress, and let the stage stress run.'],
      ]);
      expect(verdict).toBe('not-enough-evidence');
    });
  });

  describe('lists the rows to collect', () => {
    test('of every gate without enough evidence in the certificate, of blocking ones in the summary', async () => {
      const open = { ...RECALL, limit: 0.6 };
      const { certificate, summary } = await certificateOf(await certifyJob({ gates: [open, { ...open, name: 'warning', effect: 'warns' }] }));
      expect(certificate.verdict).toBe('not-enough-evidence');
      expect(certificate.toCollect).toMatchObject([{ gate: 'recall', effect: 'blocks', set: 'certification', label: 'malicious', unit: 'groups', present: 8 }, { gate: 'warning', effect: 'warns' }]);
      const [{ missing, needed, sentence }] = certificate.toCollect as [NonNullable<Certificate['toCollect']>[number]];
      expect(missing).toBe(needed! - 8);
      expect(summary).toMatchObject({ toCollect: [sentence] });
    });

    test('which are none where all is settled', async () => {
      const { certificate, summary } = await certificateOf(await certifyJob());
      expect(certificate.toCollect).toEqual([]);
      expect(summary).not.toHaveProperty('toCollect');
    });
  });

  test('measures the temperature on these rows, which it was not fitted on', async () => {
    const job = await certifyJob();
    const honeJson = await putJson(at.ports, { ...(await readJson<object>(at.ports, job.request.inputs.honeJson)), calibration: { temperature: 2 } });
    const { certificate } = await certificateOf({ ...job, request: { ...job.request, inputs: { ...job.request.inputs, honeJson } } });
    const of = (label: string): number[] => SET.filter((it) => (it.label ?? 'benign') === label).map((it) => it.challenger);
    expect(certificate.calibration).toMatchObject({ temperature: 2, rows: { benign: 4, malicious: 9 } });
    expect(certificate.calibration!.asMeasured.after.brierScore).toBeCloseTo(brierScore(of('benign'), of('malicious')), 10);
    const own = (score: number): number => 1 / (1 + ((1 - score) / score) ** 2);
    expect(certificate.calibration!.asMeasured.before.brierScore).toBeCloseTo(brierScore(of('benign').map(own), of('malicious').map(own)), 10);
    expect((await certificateOf(await certifyJob({ seed: 8 }))).certificate).not.toHaveProperty('calibration');
  });

  test('counts the bytes of the package', async () => {
    const job = await certifyJob();
    const { model, tokenizer, honeJson } = job.request.inputs;
    expect((await certificateOf(job)).certificate.challenger.bytes).toBe(model.bytes + tokenizer.bytes + honeJson.bytes);
  });

  test('lists what got worse, and tests the difference on the same rows', async () => {
    const { certificate } = await certificateOf(await certifyJob());
    expect(certificate.newlyMissed).toEqual([{ id: 'm2', source: 'jailbreaks', champion: 0.9, challenger: 0.55 }]);
    expect(certificate.newlyBlocked).toEqual([{ id: 'b4', source: 'shop', champion: 0.2, challenger: 0.65 }]);
    // Two-sided sign test of 2 against 7: 2 · (1 + 9 + 36) / 2^9.
    expect(certificate.mcnemar).toMatchObject({ onlyChampionRight: 2, onlyChallengerRight: 7 });
    expect(certificate.mcnemar.p).toBeCloseTo(92 / 512, 12);
    expect(certificate.falsePositivesBySource).toEqual({ forum: { rows: 2, champion: 1, challenger: 0 }, shop: { rows: 2, champion: 1, challenger: 2 } });
  });

  test('says what it was measured on, and which look that was', async () => {
    const job = await certifyJob();
    const { certificate } = await certificateOf(job);
    expect(certificate.set).toEqual({ sha256: job.request.inputs.certification.sha256, benign: 4, malicious: 9, groups: 12 });
    expect(certificate).toMatchObject({ schema: 1, declaredLooks: 2, look: { number: 1, certificate: job.lease.key, run: 'run-1' } });
  });

  test('judges every gate with the error allowance divided over the looks; warnings do not decide', async () => {
    const { certificate } = await certificateOf(await certifyJob());
    expect(certificate.gates.map(({ gate, verdict }) => [gate.name, verdict])).toEqual([['recall', 'pass'], ['latency', 'pass']]);
    expect(certificate.gates[0]!.confidence).toBeCloseTo(0.975, 12);
    expect(certificate.verdict).toBe('pass');
    const slow = await certificateOf(await certifyJob({ gates: [RECALL, { ...LATENCY, limit: 6 }] }));
    expect([slow.certificate.gates[1]!.verdict, slow.certificate.verdict]).toEqual(['fail', 'pass']);
  });

  test('fails when a blocking gate does, whatever the others say', async () => {
    expect((await certificateOf(await certifyJob({ gates: [RECALL, FALSE_POSITIVES] }))).certificate.verdict).toBe('fail');
  });

  test('is not enough evidence when no gate could be judged', async () => {
    const job = { ...(await certifyJob({ gates: [LATENCY] })), attachments: {} };
    const { certificate } = await certificateOf(job);
    expect(certificate).toMatchObject({ verdict: 'not-enough-evidence', gates: [], challenger: { latency: null }, champion: { latency: null } });
  });
});

describe('forecastLook', () => {
  const counts = (count: number, n: number) => ({ rows: { count, n }, groups: { count, n } });

  async function withReport(report: object): Promise<CertifyJob> {
    const job = await certifyJob({ gates: [{ ...FALSE_POSITIVES, limit: 0.6 }, RECALL, LATENCY] });
    return { ...job, attachments: { ...job.attachments, equivalence: await putJson(at.ports, report) } };
  }

  test('says what the look is likely to show, from counts alone: no score is read, no look is spent', async () => {
    const job = await withReport({ tuning: { benign: counts(10, 100), malicious: counts(80, 100) } });
    const forecast = await forecastLook(at.ports)(job);
    expect(forecast).toMatchObject([
      { gate: 'false-positive-rate', rows: { n: 4, rate: 0.1 }, groups: { n: 4 } },
      { gate: 'recall', rows: { n: 9, rate: 0.8 }, groups: { n: 8 } },
    ]);
    // At 97.5 %, none of 4 leaves an upper bound of 1 - 0.025^(1/4) = 60.2 %, over the limit of 60 %.
    expect(forecast[0]!.probability).toBe(0);
    expect(await at.store.list('looks/')).toEqual([]);
  });

  test('is in the certificate, and in the refusal when the looks are used up', async () => {
    const job = await withReport({ tuning: { benign: counts(10, 100), malicious: counts(80, 100) } });
    const forecast = await forecastLook(at.ports)(job);
    const look = await declareLook(at.ports)({ ...job, forecast });
    const scores = { championScores: [await at.scores(scoresOf('champion'))], challengerScores: [await at.scores(scoresOf('challenger'))] };
    const { outputs } = await inActivity(() => finishCertify(at.ports)({ ...job, forecast, look, ...scores }));
    expect((await readJson<Certificate>(at.ports, outputs.certificate)).power).toEqual(forecast);
    await declareLook(at.ports)(await certifyJob({ seed: 8 }));
    const spent = { ...job, lease: { ...job.lease, key: 'another' }, forecast };
    const needed = Math.max(forecast[0]!.rows.needed!, forecast[0]!.groups.needed!);
    await expect(declareLook(at.ports)(spent)).rejects.toMatchObject({
      code: 'HONE_LOOKS_USED_UP',
      message: expect.stringContaining(`Collect fresh rows, which make a new set version. It takes ${needed} groups of benign prompts at the tuning slice's rate, at 80 % power; `) as unknown,
    });
  });

  test('knows nothing without the report of convert, or of one made before', async () => {
    expect(await forecastLook(at.ports)(await certifyJob())).toEqual([]);
    expect(await forecastLook(at.ports)(await withReport({ schema: 2 }))).toEqual([]);
  });
});

describe('declareLook', () => {
  test('is the same look however often it is asked for, one more for another certificate, and refused when they are spent', async () => {
    const job = await certifyJob();
    expect(await declareLook(at.ports)(job)).toEqual(await declareLook(at.ports)(job));
    expect(await declareLook(at.ports)(await certifyJob({ seed: 8 }))).toMatchObject({ number: 2 });
    await expect(certifyJob({ seed: 9 }).then(declareLook(at.ports))).rejects.toMatchObject({ code: 'HONE_LOOKS_USED_UP' });
  });
});
