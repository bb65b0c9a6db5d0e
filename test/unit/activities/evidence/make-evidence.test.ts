import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { canonicalJson, putJson, readJson, sha256Of } from '../../../../activities/engine/artifacts.ts';
import { guardPool } from '../../../../activities/engine/guard-pool.ts';
import { makeEvidence } from '../../../../activities/evidence/make-evidence.ts';
import type { ArtifactRef } from '../../../../domain/artifact-ref.ts';
import type { Certificate } from '../../../../domain/certificate.ts';
import type { Evidence } from '../../../../domain/evidence/evidence.ts';
import { parseEvidence } from '../../../../schemas/evidence.ts';
import { EVIDENCE } from '../../../support/evidence.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';
import { pairInText, PROFILE, storedRun } from '../../../support/stored-run.ts';
import type { StoredRun } from '../../../support/stored-run.ts';

jest.setTimeout(60_000);

let at: Bench;
let run: StoredRun;
let evidence: Evidence;
beforeAll(async () => {
  at = await bench({ scoreOf: pairInText });
  run = await storedRun(at);
  evidence = parseEvidence(await readJson(at.ports, run.packaged.outputs.evidence!));
});
afterAll(() => at.close());

/** What the stage of that name left, by its manifest. */
async function outputsOf(stage: string): Promise<Readonly<Record<string, ArtifactRef>>> {
  const { key } = run.stages.find((each) => each.stage === stage)!;
  return (JSON.parse(Buffer.from((await at.store.read(`manifests/${stage}/${key}.json`))!.bytes).toString()) as { outputs: Record<string, ArtifactRef> }).outputs;
}

const gapsOf = ({ gaps }: Evidence): string[] => gaps.map(({ what }) => what);

describe('the evidence of a run', () => {
  test('names the run by the hashes of what was frozen, and no text of any row', async () => {
    expect(evidence.run).toEqual({ id: 'run-1', profile: 'sample', profileHash: sha256Of(canonicalJson(PROFILE)), requestHash: sha256Of(canonicalJson({ profile: 'sample' })), model: 'guard' });
    const [row] = await at.read<{ text: string }>((await outputsOf('mine')).certification!);
    expect(JSON.stringify(evidence)).not.toContain(row!.text);
  });

  test('has each set as file and as kept rows, and the cut', async () => {
    const { traffic, attacks } = await outputsOf('ingest');
    expect(evidence.sets.map(({ name, file, version, rows, benign, malicious }) => [name, file, version, rows, benign, malicious]).slice(1)).toEqual([
      ['traffic', 'traffic.jsonl.gz', traffic!.sha256, 420, 420, 0],
      ['attacks', 'attacks.jsonl.gz', attacks!.sha256, 160, 0, 160],
    ]);
    const { certification, tuning } = await outputsOf('mine');
    expect(evidence.cut).toMatchObject({ seed: PROFILE.seed, shares: PROFILE.cuts, tuning: { sha256: tuning!.sha256 }, certification: { sha256: certification!.sha256 } });
    const { benign, malicious, groups } = evidence.cut!.certification;
    expect(benign + malicious).toBe(certification!.rows);
    expect(groups).toBeLessThan(benign + malicious);
  });

  test('has the training that ships, with its rows by origin', () => {
    const [training, ...others] = evidence.trainings;
    expect(others).toEqual([]);
    expect(training).toMatchObject({ stage: 'train', ships: true, base: PROFILE.model.base, startedFrom: null, seed: PROFILE.seed, trainer: 'trainer-1', settings: { epochs: 1 } });
    expect(Object.values(training!.train.origins).reduce((sum, count) => sum + count, 0)).toBe(training!.train.rows);
  });

  test('has the threshold with where it was fitted, the champion, and the certificate', async () => {
    const { tuning } = await outputsOf('mine');
    expect(evidence.threshold).toMatchObject({ rule: 'neyman-pearson', value: evidence.package.threshold, fittedOn: tuning!.sha256, benign: evidence.cut!.tuning.benign, aim: 0.5, limit: 0.2 });
    expect(evidence.champion).toMatchObject({ packageId: 'package-of-champion', threshold: 0.5 });
    expect(evidence.certificate).toEqual(await readJson<Certificate>(at.ports, (await outputsOf('certify')).certificate!));
    expect(evidence.stages.map(({ stage }) => stage)).toEqual(['ingest', 'mine', 'assemble', 'train', 'convert', 'certify']);
  });

  test('says what was not measured', () => {
    expect(gapsOf(evidence)).toEqual(expect.arrayContaining(['sources that neither training saw', 'attacks that were disguised or rewritten to pass', "the champion's latency", 'wrong labels in the training rows', 'scores on other processors']));
    expect(gapsOf(evidence)).not.toContain('latency');
  });

  test('takes in what was measured beside the certification rows, and the account of rounds', async () => {
    const measurements = EVIDENCE.measurements.probe!;
    const probe = await putJson(at.ports, { schema: 1, ...measurements, more: 'of its own' });
    const rounds = await putJson(at.ports, { schema: 1, rounds: [{ round: 1, rule: null, why: '', more: 1 }], chosen: 1, choice: 'most gates', ended: 'all pass', left: [] });
    const manifest = { schema: 1 as const, key: 'p', identity: { unit: 'validate' as const, version: 1, parameters: {}, inputs: {} }, summary: {}, headline: '', madeBy: 'run-1', startedAt: '', finishedAt: '' };
    await at.store.write('manifests/probe/p.json', Buffer.from(canonicalJson({ ...manifest, identity: { ...manifest.identity, unit: 'probe' }, outputs: { probe } })));
    const { attachments, smoke } = evidence;
    const stages = [...run.stages, { stage: 'probe', key: 'p', state: 'made' as const }, { stage: 'audit', key: '', state: 'skipped' as const }];
    const refs = Object.fromEntries(Object.entries(attachments).map(([name, { sha256, bytes }]) => [name, { uri: `store:artifacts/${sha256.slice(0, 2)}/${sha256}`, sha256, bytes }]));
    const made = await makeEvidence(at.ports, guardPool(at.ports), { run: 'run-1', files: run.files, certificate: run.stages.find(({ stage }) => stage === 'certify')!.key, stages, attachments: { ...refs, rounds }, smoke });
    expect(made.rounds).toEqual({ tried: [{ round: 1, rule: null, why: '' }], chosen: 1, choice: 'most gates', ended: 'all pass' });
    expect(made.measurements).toEqual({ probe: measurements });
    expect(Object.keys(made.attachments)).toEqual(expect.arrayContaining(['probe', 'rounds']));
    expect(gapsOf(made)).not.toContain('sources that neither training saw');
    expect(made.gaps).toContainEqual({ what: 'the stage audit', why: 'An operator skipped it.' });
  });
});
