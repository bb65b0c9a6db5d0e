import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { localPath, sha256Of } from '../../../activities/engine/artifacts.ts';
import { decide, frozenDecisions, textHashOf } from '../../../activities/engine/reviews.ts';
import { resolveRequest } from '../../../activities/resolve-request.ts';
import type { ResolvedRun } from '../../../activities/resolve-request.ts';
import type { Profile } from '../../../domain/profile.ts';
import { bench, inActivity, sourceFile } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SHIPPED = JSON.parse(await readFile(new URL('../../../profiles/sample.json', import.meta.url), 'utf8')) as Profile;
/** Without what only some profiles have. */
const SAMPLE: Profile = { ...SHIPPED, plan: { ...SHIPPED.plan, strategies: SHIPPED.plan.strategies.map((strategy) => ({ ...strategy, contrastPairs: 0 })) } };
const TAXONOMY = await readFile(new URL('../../../data/taxonomy.json', import.meta.url), 'utf8');
const SETS = { training: { uri: 'file:data/training.jsonl' }, traffic: { uri: 'file:data/traffic.jsonl' }, attacks: { uri: 'file:data/attacks.jsonl' } };

let at: Bench;
beforeEach(async () => {
  at = await bench();
  for (const name of ['training', 'traffic', 'attacks']) await sourceFile(at, `data/${name}.jsonl`, `rows of ${name}`);
  await sourceFile(at, 'data/taxonomy.json', TAXONOMY);
  await sourceFile(at, 'profiles/sample.json', JSON.stringify({ ...SAMPLE, sets: SETS }));
  await sourceFile(at, 'profiles/other.json', JSON.stringify({ ...SAMPLE, name: 'other', seed: 42, sets: SETS }));
});
afterEach(() => at.close());

const resolve = (request: unknown, run = 'run-1'): Promise<ResolvedRun> => inActivity(() => resolveRequest(at.ports)({ request, run }));
const refused = (request: unknown): Promise<{ code: string; message: string }> => resolve(request).then(() => ({ code: 'none', message: 'it was accepted' }), (error: { code: string; message: string }) => error);
const stored = async (key: string): Promise<unknown> => JSON.parse(Buffer.from((await at.store.read(key))!.bytes).toString());

describe('resolveRequest', () => {
  test.each([['{}', {}], ['nothing', undefined], ['null', null]])('%s is the sample profile, with its data pinned', async (_, request) => {
    const { profile, sets, request: asked } = await resolve(request);
    expect(profile).toEqual({ ...SAMPLE, sets: SETS });
    expect(sets).toEqual({
      training: { uri: 'file:data/training.jsonl', sha256: sha256Of('rows of training'), bytes: 16 },
      traffic: { uri: 'file:data/traffic.jsonl', sha256: sha256Of('rows of traffic'), bytes: 15 },
      attacks: { uri: 'file:data/attacks.jsonl', sha256: sha256Of('rows of attacks'), bytes: 15 },
    });
    expect(asked).toEqual({});
  });

  test('freezes request and profile in the store', async () => {
    await resolve({ profile: 'other', overrides: { train: { epochs: 3 } }, reason: 'weekly' });
    expect(await stored('runs/run-1/request.json')).toEqual({ profile: 'other', overrides: { train: { epochs: 3 } }, reason: 'weekly' });
    expect(await stored('runs/run-1/profile.json')).toMatchObject({ name: 'other', seed: 42, train: { ...SAMPLE.train, epochs: 3 } });
  });

  test('brings the taxonomy of the project, and refuses a run without one', async () => {
    expect((await resolve({})).taxonomy).toEqual(JSON.parse(TAXONOMY));
    await sourceFile(at, 'data/taxonomy.json', '{}');
    expect(await refused({})).toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('problems with the taxonomy') });
  });

  test('merges overrides into the profile, arrays as a whole', async () => {
    const [gate] = SAMPLE.gates;
    const { profile } = await resolve({ overrides: { gates: [gate], seed: 9 } });
    expect(profile).toEqual({ ...SAMPLE, sets: SETS, gates: [gate], seed: 9 });
  });

  test('pins false positives that were mined elsewhere', async () => {
    const given = await sourceFile(at, 'data/found.jsonl', 'found');
    expect((await resolve({ falsePositives: { uri: 'file:data/found.jsonl' } })).sets.falsePositives).toEqual(given);
    expect((await resolve({})).sets).not.toHaveProperty('falsePositives');
  });

  test('pins the extra sets of the profile under names that stages know', async () => {
    const given = await sourceFile(at, 'data/partners.csv', 'id,text,label');
    const { sets, shapes, profile } = await resolve({ overrides: { sets: { extra: { partners: { uri: 'file:data/partners.csv', columns: { text: 'prompt' } } } } } });
    expect(sets).toMatchObject({ 'extra-partners': given });
    expect(sets).not.toHaveProperty('extra');
    expect(shapes).toEqual({ 'extra-partners': { columns: { text: 'prompt' } } });
    expect(profile.sets.extra).toHaveProperty('partners');
    expect(await refused({ overrides: { sets: { extra: { partners: { uri: 'file:none.csv' } } } } })).toMatchObject({ message: expect.stringMatching(/^sets\.extra\.partners\.uri: "file:none\.csv"/) });
  });

  test('fetches a dataset of a bucket once, and pins its bytes', async () => {
    const sets = { ...SETS, traffic: { uri: 's3://prompts/traffic.csv', columns: { text: 'prompt' }, defaults: { label: 'benign' as const } } };
    await sourceFile(at, 'profiles/sample.json', JSON.stringify({ ...SAMPLE, sets }));
    at.objects['s3://prompts/traffic.csv'] = 'id,prompt';
    const { sets: pinned, shapes } = await resolve({});
    expect(pinned.traffic).toEqual({ uri: 's3://prompts/traffic.csv', sha256: sha256Of('id,prompt'), bytes: 9 });
    expect(shapes).toEqual({ traffic: { columns: { text: 'prompt' }, defaults: { label: 'benign' } } });
    delete at.objects['s3://prompts/traffic.csv'];
    expect(await readFile(await localPath(at.ports, pinned.traffic), 'utf8')).toBe('id,prompt');
  });

  test('freezes what people have decided about labels, from the first decision on', async () => {
    expect(await resolve({})).not.toHaveProperty('decisions');
    await decide(at.store, textHashOf('a text'), 'drop', 'ada');
    const { decisions } = await resolve({});
    await decide(at.store, textHashOf('a text'), 'benign', 'ada');
    expect((await frozenDecisions(at.ports, decisions))('a text')).toBe('drop');
  });

  test.each<[string, unknown, RegExp]>([
    ['an unknown profile', { profile: 'nope' }, /^profile: "nope" is not valid\. There is no profiles\/nope\.json/],
    ['a profile outside its folder', { profile: '../secret' }, /profile: "\.\.\/secret" is not valid/],
    ['an unknown key', { profil: 'sample' }, /profil: "sample" is not valid\. There is no such key; did you mean profile\?/],
    ['a bad override', { overrides: { train: { epochs: -1 } } }, /overrides\.train\.epochs: -1 is not valid\. Write a number of at least 1/],
    ['an unknown override', { overrides: { train: { epoch: 2 } } }, /overrides\.train\.epoch: 2 is not valid\. .*did you mean epochs\?/],
    ['an unknown stage to refresh', { refresh: ['trian'] }, /refresh.*"trian" is not valid\. .*did you mean train\?/],
    ['a missing file', { overrides: { sets: { traffic: { uri: 'file:data/gone.jsonl' } } } }, /^sets\.traffic\.uri: "file:data\/gone\.jsonl" is not valid\. There is no such file/],
    ['a folder', { overrides: { sets: { traffic: { uri: 'file:data' } } } }, /^sets\.traffic\.uri: "file:data" is not valid/],
    ['an address of another kind', { overrides: { sets: { traffic: { uri: 'ftp://host/rows.jsonl' } } } }, /sets\.traffic\.uri: "ftp:\/\/host\/rows\.jsonl" is not valid/],
    ['false positives that are not there', { falsePositives: { uri: 'file:data/gone.jsonl' } }, /^falsePositives\.uri: "file:data\/gone\.jsonl" is not valid/],
  ])('refuses %s, naming field, value and remedy', async (_, request, message) => {
    const error = await refused(request);
    expect(error.code).toBe('HONE_INVALID_INPUT');
    expect(error.message).toMatch(message);
    expect(await at.store.list('runs/')).toEqual([]);
  });

  test('names every problem at once', async () => {
    const { message } = await refused({ profile: 7, overrides: { train: { epochs: 0, epoch: 1 } } });
    expect(message).toMatch(/There are 3 problems with the request:/);
  });

  test('refuses data that is not what its hash says', async () => {
    const sha256 = sha256Of('rows of traffic');
    const request = { overrides: { sets: { traffic: { uri: 'file:data/traffic.jsonl', sha256 } } } };
    expect((await resolve(request)).sets.traffic.sha256).toBe(sha256);
    await writeFile(join(at.directory, 'project', 'data', 'traffic.jsonl'), 'other rows');
    expect(await refused(request)).toMatchObject({ code: 'HONE_INVALID_INPUT', message: `sets.traffic.sha256: file:data/traffic.jsonl has hash ${sha256Of('other rows')}, not ${sha256}. Correct the hash or the file.` });
  });
});

describe('resumeFrom', () => {
  test('takes the earlier run\'s request, with new fields and overrides on top', async () => {
    await resolve({ profile: 'other', overrides: { train: { epochs: 3 }, seed: 1 }, refresh: ['train'], reason: 'first' }, 'run-1');
    const { profile, request } = await resolve({ resumeFrom: 'run-1', overrides: { seed: 2, train: { patience: 5 } }, reason: 'again' }, 'run-2');
    expect(profile).toMatchObject({ name: 'other', seed: 2, train: { epochs: 3, patience: 5 } });
    expect(request).toEqual({ profile: 'other', overrides: { train: { epochs: 3, patience: 5 }, seed: 2 }, refresh: [], reason: 'again' });
  });

  test('can be resumed from in turn', async () => {
    await resolve({ profile: 'other' }, 'run-1');
    await resolve({ resumeFrom: 'run-1', overrides: { seed: 2 } }, 'run-2');
    expect((await resolve({ resumeFrom: 'run-2' }, 'run-3')).profile).toMatchObject({ name: 'other', seed: 2 });
  });

  test('refuses a run that left no request', async () => {
    expect(await refused({ resumeFrom: 'run-9' })).toMatchObject({ code: 'HONE_INVALID_INPUT', message: 'resumeFrom: "run-9" is not valid. No run with this workflow id has left a request in the store.' });
  });
});
