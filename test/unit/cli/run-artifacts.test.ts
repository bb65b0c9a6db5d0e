import { beforeEach, describe, expect, test } from '@jest/globals';
import { runArtifacts } from '../../../cli/run-artifacts.ts';
import type { RunView } from '../../../domain/run-view.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { runView, stageView } from '../../support/run-view.ts';

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

const ref = (sha256: string): object => ({ uri: `store:artifacts/${sha256}`, sha256, bytes: 1 });
const write = (key: string, value: object): Promise<void> => store.write(key, Buffer.from(JSON.stringify(value)));
const manifest = (stage: string, key: string, outputs: object): Promise<void> => write(`manifests/${stage}/${key}.json`, { outputs });
const report = (view: RunView, parts: object): Promise<void> => write('runs/r/report.json', { view, parts });
const hashes = async (live: RunView | null): Promise<Record<string, string>> => Object.fromEntries(Object.entries(await runArtifacts(store, 'r', live)).map(([name, { sha256 }]) => [name, sha256]));

describe('runArtifacts', () => {
  test('are the parts of the report, and the outputs of each finished stage', async () => {
    const view = runView({ stages: [stageView({ stage: 'train', key: 'k1' }), stageView({ stage: 'plan', state: 'hit', key: 'k2' }), stageView({ stage: 'mine', state: 'running', key: 'k3' })] });
    await manifest('train', 'k1', { weights: ref('w'), metrics: ref('m') });
    await manifest('plan', 'k2', { plan: ref('p') });
    await manifest('mine', 'k3', { falsePositives: ref('of another run') });
    await report(view, { model: ref('onnx') });
    expect(await hashes(null)).toEqual({ model: 'onnx', 'train/weights': 'w', 'train/metrics': 'm', 'plan/plan': 'p' });
  });

  test('of a run under way are those of its stages so far', async () => {
    await manifest('plan', 'k2', { plan: ref('p') });
    expect(await hashes(runView({ stages: [stageView({ key: 'k2' })] }))).toEqual({ 'plan/plan': 'p' });
  });

  test('of a run that was reset are not those of the report of before', async () => {
    await report(runView({ stages: [stageView({ key: 'old' })] }), { model: ref('old') });
    await manifest('plan', 'old', { plan: ref('old') });
    await manifest('plan', 'new', { plan: ref('new') });
    const stages = [stageView({ key: 'new' })];
    expect(await hashes(runView({ stages }))).toEqual({ 'plan/plan': 'new' });
    expect(await hashes(runView({ stages, report: 'runs/r/report.json' }))).toEqual({ model: 'old', 'plan/plan': 'new' });
  });

  test('a manifest that is gone, and a run that left nothing, are no error', async () => {
    expect(await hashes(runView({ stages: [stageView()] }))).toEqual({});
    expect(await hashes(null)).toEqual({});
  });
});
