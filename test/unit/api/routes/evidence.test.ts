import { beforeEach, expect, test } from '@jest/globals';
import { canonicalJson, sha256Of } from '../../../../activities/engine/artifacts.ts';
import { recordMove } from '../../../../activities/engine/registry-history.ts';
import { HoneError } from '../../../../domain/errors.ts';
import type { EvidenceDocument } from '../../../../domain/evidence/evidence-document.ts';
import type { RunView } from '../../../../domain/run-view.ts';
import { EVIDENCE } from '../../../support/evidence.ts';
import { runView, stageView } from '../../../support/run-view.ts';
import { keep, testApi } from '../support/test-api.ts';
import type { TestApi } from '../support/test-api.ts';

let api: TestApi;
beforeEach(async () => void (api = await testApi()));

const view = (changes: Partial<RunView> = {}): RunView => runView({ run: 'r', stages: [stageView({ stage: 'package', key: 'k' })], ...changes });

async function packaged(evidence: object = EVIDENCE): Promise<string> {
  const bytes = canonicalJson(evidence);
  const sha256 = sha256Of(bytes);
  await api.store.write(`artifacts/${sha256.slice(0, 2)}/${sha256}`, Buffer.from(bytes));
  await keep(api.store, 'manifests/package/k.json', { outputs: { evidence: { uri: 'store:x', sha256, bytes: bytes.length } } });
  return sha256;
}

test('of a run that has ended is JSON with its hash and who approved, while Temporal is away', async () => {
  const evidenceHash = await packaged();
  await keep(api.store, 'runs/r/report.json', { view: view(), parts: {} });
  const move = { alias: 'champion', from: null, to: EVIDENCE.packageId, at: '2026-01-03T00:00:00Z', by: 'ada', reason: 'read it', run: 'r', evidenceHash, move: 'm' };
  await recordMove(api.store, 'guard', move);
  await recordMove(api.store, 'guard', { ...move, to: 'another', move: 'n' });
  api.live.failure = new HoneError('HONE_UNAVAILABLE', 'away');
  const { statusCode, headers, ...answer } = await api.app.inject({ url: '/v1/runs/r/evidence' });
  expect([statusCode, headers.vary]).toEqual([200, 'accept']);
  expect(answer.json<EvidenceDocument>()).toEqual({ evidenceHash, evidence: EVIDENCE, release: { run: 'r', verdict: 'promoted', waitsForApproval: false, moves: [{ alias: 'champion', at: move.at, by: 'ada', reason: 'read it', evidenceHash }] } });
});

test('is Markdown for people, also while the run waits for approval', async () => {
  const evidenceHash = await packaged();
  api.live.states.set('r', 'RUNNING');
  api.runs.views.set('r', view({ status: 'AwaitingApproval', verdict: null, approval: { packageId: EVIDENCE.packageId, evidenceHash, verdict: 'pass' } }));
  const { statusCode, headers, payload } = await api.app.inject({ url: '/v1/runs/r/evidence', headers: { accept: 'text/markdown' } });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/markdown; charset=utf-8']);
  expect(payload).toContain('Nobody yet: it waits for approval.');
});

test.each<[string, Partial<RunView>, string]>([
  ['has made no package', { stages: [], verdict: 'gates-failed' }, 'evidence: r has made no package; it ended as gates-failed.'],
  ['is still packing', { stages: [stageView({ stage: 'package', state: 'running', key: 'k' })], verdict: null }, 'evidence: r has made no package yet.'],
])('a run that %s has none', async (_what, changes, detail) => {
  await packaged();
  await keep(api.store, 'runs/r/report.json', { view: view(changes), parts: {} });
  const answer = await api.app.inject({ url: '/v1/runs/r/evidence' });
  expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([404, detail]);
});

test('that of an earlier Hone, and a run that does not exist, are not found in words', async () => {
  await packaged({ schema: 1 });
  await keep(api.store, 'runs/r/report.json', { view: view(), parts: {} });
  expect((await api.app.inject({ url: '/v1/runs/r/evidence' })).json<{ detail: string }>().detail).toContain('was written by an earlier Hone');
  expect((await api.app.inject({ url: '/v1/runs/none/evidence' })).json<{ detail: string }>().detail).toBe('run: "none" does not exist. GET /v1/runs lists the runs.');
});
