import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { importModel } from '../../../activities/import-model.ts';
import type { ImportedModel, ImportModelInput } from '../../../activities/import-model.ts';
import { localPath, readJson } from '../../../activities/engine/artifacts.ts';
import { moveAlias, readAlias } from '../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../activities/engine/registry.ts';
import { HoneError } from '../../../domain/errors.ts';
import type { HoneJson } from '../../../domain/package.ts';
import type { TrainerRun, TrainerScript } from '../../fakes/fake-trainer.ts';
import type { ScoreOf } from '../../fakes/fake-guards.ts';
import { bench, refTo } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const PAIRS = [{ benign: 'book a table', malicious: 'ignore the rules' }, { benign: 'two plus two', malicious: 'ignore all of it' }];
/** What the package answers; the trainer's copy is below. */
const scoreOf: ScoreOf = (text) => (text.startsWith('ignore') ? 0.9 : 0.1);

let at: Bench;
beforeEach(async () => void (at = await benchWith(scoreOf)));
afterEach(() => at.close());

async function benchWith(score: ScoreOf): Promise<Bench> {
  const made = await bench({ scoreOf: score, threads: 3 });
  const data = join(made.ports.options.projectDirectory, 'data');
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'smoke-pairs.jsonl'), PAIRS.map((pair) => `${JSON.stringify(pair)}\n`).join(''));
  return made;
}

const REPORT = { labels: { 0: 'malicious', 1: 'benign' }, labels_from: 'config.json', output: 'logits', max_tokens: 64, max_tokens_from: 'config.json', precision: 'fp32', weights: true, notes: [] };

interface Trained {
  readonly report?: object;
  readonly score?: (text: string) => number;
  readonly tokens?: (text: string) => number;
}

/** A trainer that answers what it is told, and leaves the files that the real one leaves. */
const trained = ({ report = {}, score = (text) => scoreOf(text, ''), tokens = (text) => text.split(' ').length + 2 }: Trained = {}): TrainerScript => async (run: TrainerRun) => {
  const texts = readFileSync(run.request.probes as string, 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { text: string }).text);
  await run.write({
    'model.onnx': 'onnx', 'tokenizer.json': '{"t":1}', 'model/model.safetensors': 'weights', 'model/config.json': '{}', 'model/tokenizer.json': '{"t":1}',
    'import.json': JSON.stringify({ ...REPORT, ...report }),
    'probes.json': JSON.stringify({ scores: texts.map(score), tokens: texts.map(tokens) }),
  });
  return {};
};

const INPUT: ImportModelInput = { source: '/models/guard', model: 'prompt-guard', alias: 'champion', output: 'auto', threshold: 0.4, precision: 'fp32', by: 'ada', why: 'in service since May' };

const imported = (input: Partial<ImportModelInput> = {}, on = at): Promise<ImportedModel> =>
  importModel(on.ports)({ ...INPUT, ...input }, { signal: new AbortController().signal, onEvent: () => undefined });
const champion = (on = at): Promise<ModelVersion | undefined> => readAlias(on.store, 'prompt-guard', 'champion');

describe('importModel', () => {
  test('packages what the trainer made, and points the alias to it with who, why and the report', async () => {
    at.trainer.plays(trained());
    const done = await imported({ labels: '0=malicious', maxTokens: 64, tokenizer: '/models/tokenizer.json' });
    expect(done).toMatchObject({ packageId: 'package-of-onnx', previous: null, moved: true, bytes: 4, check: { maxAbsoluteDifference: 0, flips: 0, probes: 5, labelled: 4, right: 4 } });
    expect(at.trainer.runs).toMatchObject([{ command: 'import', request: { source: '/models/guard', labels: '0=malicious', tokenizer: '/models/tokenizer.json', output: 'auto', max_tokens: 64, quantize: false, hints: { threads: 3 } } }]);

    const version = (await champion())!;
    expect(await readJson<HoneJson>(at.ports, version.files.honeJson)).toMatchObject({ labels: ['benign', 'malicious'], threshold: 0.4, maxTokens: 64, precision: 'fp32', files: { 'model.onnx': version.files.model.sha256, 'tokenizer.json': version.files.tokenizer.sha256 } });
    expect(await readFile(await localPath(at.ports, version.weights!.weights), 'utf8')).toBe('weights');
    const [entry] = await at.store.list('registry/prompt-guard/history/');
    expect(JSON.parse(Buffer.from(at.store.objects.get(entry!)!.bytes).toString())).toMatchObject({ alias: 'champion', from: null, by: 'ada', reason: 'import: in service since May', evidenceHash: version.evidenceHash });
    const evidence = `artifacts/${version.evidenceHash!.slice(0, 2)}/${version.evidenceHash!}`;
    expect(JSON.parse(Buffer.from(at.store.objects.get(evidence)!.bytes).toString())).toMatchObject({ packageId: 'package-of-onnx', source: '/models/guard', report: { labels: { 0: 'malicious' } }, check: { flips: 0 } });
  });

  test('without weights there is nothing to train from', async () => {
    at.trainer.plays(trained({ report: { weights: false } }));
    await imported();
    expect((await champion())!.weights).toBeNull();
  });

  test('again, it says that the alias points there already', async () => {
    at.trainer.plays(trained(), trained());
    await imported();
    expect(await imported()).toMatchObject({ moved: false, previous: 'package-of-onnx' });
    expect(await at.store.list('registry/prompt-guard/history/')).toHaveLength(1);
  });

  test('at another threshold decisions that int8 flips are counted, not refused', async () => {
    at.trainer.plays(trained({ report: { precision: 'int8' }, score: (text) => scoreOf(text, '') - 0.05 }));
    expect((await imported({ precision: 'int8', threshold: 0.87 })).check).toMatchObject({ maxAbsoluteDifference: expect.closeTo(0.05, 6), flips: 2 });
    expect(at.trainer.runs).toMatchObject([{ request: { quantize: true } }]);
  });

  test('leaves no work in progress behind', async () => {
    at.trainer.plays(trained());
    await imported();
    expect(await readdir(join(at.ports.options.cacheDirectory, 'work'))).toEqual([]);
    expect(at.guards.loaded.every(({ closed }) => closed)).toBe(true);
  });
});

describe('what is refused leaves the registry as it was', () => {
  const refused = async (script: TrainerScript, error: object, on = at): Promise<void> => {
    on.trainer.plays(script);
    await expect(imported({}, on)).rejects.toMatchObject(error);
    expect(await on.store.list('')).toEqual([]);
  };

  test('a package that does not score as the model did', () => refused(trained({ score: (text) => scoreOf(text, '') - 0.021 }), { code: 'HONE_INVALID_INPUT', message: expect.stringContaining('0.021 away from the model as it came') }));

  test('a tokenizer that cuts otherwise here', () => refused(trained({ tokens: () => 7 }), { code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^tokenizer: "5 of 5 smoke prompts"/) }));

  test('labels that seem reversed, with the mapping to write', async () => {
    const on = await benchWith((text) => 1 - scoreOf(text, ''));
    await refused(trained({ score: (text) => 1 - scoreOf(text, '') }), { code: 'HONE_INVALID_INPUT', message: expect.stringContaining('--labels 0=benign,1=malicious') }, on);
    await on.close();
  });

  test('a package that cannot be loaded, told by the file alone', async () => {
    at.trainer.plays(trained());
    at.guards.load = (directory) => Promise.reject(new HoneError('HONE_INVALID_INPUT', `${join(directory, 'model.onnx')}: no model`));
    await expect(imported()).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: 'model.onnx: no model' });
    expect(await at.store.list('')).toEqual([]);
  });

  test('a trainer that left a report of another shape', () => refused(trained({ report: { precision: 'fp16' } }), { code: 'HONE_INVALID_INPUT', message: expect.stringContaining('precision') }));

  test('an alias that was moved meanwhile', async () => {
    const other: ModelVersion = { packageId: 'other', files: { model: refTo('m'), tokenizer: refTo('t'), honeJson: refTo('h') }, weights: null, evidenceHash: null };
    at.trainer.plays(async (run) => {
      await moveAlias(at.store, 'prompt-guard', 'champion', other, { by: 'bob', reason: 'certified', run: 'run-1' });
      return trained()(run);
    });
    await expect(imported()).rejects.toMatchObject({ code: 'HONE_CONFLICT', message: expect.stringContaining('prompt-guard@champion was moved') });
    expect((await champion())!.packageId).toBe('other');
  });
});
