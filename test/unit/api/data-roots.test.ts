import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refuseFilesElsewhere } from '../../../api/data-roots.ts';
import type { RetrainRequest } from '../../../domain/request.ts';
import { testApi } from './support/test-api.ts';

/** `project/data` and `shared` are roots; `secret` and `shared-not` are not. */
let folder: string;
let roots: { projectDirectory: string; dataRoots: readonly string[]; dataBuckets: readonly string[] };

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hone-roots-')));
  for (const path of ['project/data/sets', 'project/models/tiny', 'shared/base', 'shared-not', 'secret/base']) await mkdir(join(folder, path), { recursive: true });
  for (const path of ['project/data/sets/a.jsonl', 'project/outside.jsonl', 'shared/b.jsonl', 'shared-not/c.jsonl', 'secret/d.jsonl']) await writeFile(join(folder, path), '{}\n');
  await symlink(join(folder, 'secret'), join(folder, 'shared/link'));
  await symlink(join(folder, 'secret/d.jsonl'), join(folder, 'shared/innocent.jsonl'));
  await symlink(join(folder, 'shared'), join(folder, 'elsewhere'));
  await symlink(join(folder, 'shared/nowhere'), join(folder, 'shared/dangling.jsonl'));
  roots = { projectDirectory: join(folder, 'project'), dataRoots: [join(folder, 'project/data'), join(folder, 'elsewhere'), join(folder, 'no-such-root')], dataBuckets: ['s3://prompts', 's3://shared/guard'] };
});

afterAll(() => rm(folder, { recursive: true }));

const askingFor = (uri: string): RetrainRequest => ({ overrides: { sets: { traffic: { uri } } } });
const at = (path: string): string => path.replace('FOLDER', folder);

describe('a dataset under a root is taken', () => {
  test.each(['file:data/sets/a.jsonl', 'file:./data/sets/../sets/a.jsonl', 'file:FOLDER/project/data/sets/a.jsonl', 'file://FOLDER/shared/b.jsonl', 'file:FOLDER/elsewhere/b.jsonl'])('%s', async (uri) => {
    await expect(refuseFilesElsewhere(askingFor(at(uri)), roots)).resolves.toBeUndefined();
  });
});

describe('a dataset in a bucket', () => {
  test.each(['s3://prompts/a.jsonl', 's3://shared/guard/2026/a.parquet'])('of the configured ones is taken: %s', async (uri) => {
    await expect(refuseFilesElsewhere(askingFor(uri), roots)).resolves.toBeUndefined();
  });

  test.each(['s3://other-team/traffic.jsonl', 's3://prompts-not/a.jsonl', 's3://shared/a.jsonl', 's3://shared/guard-not/a.jsonl'])('elsewhere is refused: %s', async (uri) => {
    await expect(refuseFilesElsewhere(askingFor(uri), roots)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^overrides\.sets\.traffic\.uri: .*HONE_DATA_BUCKETS/) });
  });
});

describe('any other is refused', () => {
  test.each([
    ['outside of them', 'file:FOLDER/secret/d.jsonl'],
    ['beside one whose name it begins with', 'file:FOLDER/shared-not/c.jsonl'],
    ['in the project, but not under its root', 'file:outside.jsonl'],
    ['up and out', 'file:data/../outside.jsonl'],
    ['up and out of an absolute path', 'file:FOLDER/shared/../secret/d.jsonl'],
    ['up and out, above the project', 'file:data/../../secret/d.jsonl'],
    ['through a linked folder', 'file:FOLDER/shared/link/d.jsonl'],
    ['through a linked file', 'file:FOLDER/shared/innocent.jsonl'],
    ['up behind a linked folder', 'file:FOLDER/shared/link/../secret/d.jsonl'],
    ['a link to nowhere', 'file:FOLDER/shared/dangling.jsonl'],
    ['a root that does not exist', 'file:FOLDER/no-such-root/x.jsonl'],
    ['the system', 'file:/etc/passwd'],
    ['with a null byte', 'file:data/sets/a.jsonl\u0000.txt'],
  ])('%s', async (_, uri) => {
    await expect(refuseFilesElsewhere(askingFor(at(uri)), roots)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^overrides\.sets\.traffic\.uri: .*HONE_DATA_ROOTS/) });
  });

  test('one that is missing gets the answer of one that is there', async () => {
    const refusal = async (uri: string): Promise<string> => refuseFilesElsewhere(askingFor(at(uri)), roots).then(() => 'taken', (error: Error) => error.message.replace(/"[^"]*"/, '…'));
    const there = await refusal('file:FOLDER/secret/d.jsonl');
    expect(await refusal('file:FOLDER/secret/none.jsonl')).toBe(there);
    expect(await refusal('file:data/none.jsonl')).toBe(there);
  });

  test('in an extra set, too; one that is taken out of the profile names nothing', async () => {
    const asking = (uri: string): RetrainRequest => ({ overrides: { sets: { extra: { partners: { uri } } } } });
    await expect(refuseFilesElsewhere(asking('file:/etc/passwd'), roots)).rejects.toMatchObject({ message: expect.stringMatching(/^overrides\.sets\.extra\.partners\.uri/) });
    await expect(refuseFilesElsewhere(asking('file:data/sets/a.jsonl'), roots)).resolves.toBeUndefined();
    await expect(refuseFilesElsewhere(JSON.parse('{"overrides":{"sets":{"extra":null}}}') as RetrainRequest, roots)).resolves.toBeUndefined();
  });

  test('in any set, and of false positives', async () => {
    const uri = 'file:/etc/passwd';
    await expect(refuseFilesElsewhere({ falsePositives: { uri } }, roots)).rejects.toMatchObject({ message: expect.stringMatching(/^falsePositives\.uri/) });
    for (const set of ['training', 'traffic', 'attacks'] as const) {
      await expect(refuseFilesElsewhere({ overrides: { sets: { [set]: { uri } } } }, roots)).rejects.toMatchObject({ message: expect.stringMatching(`^overrides.sets.${set}.uri`) });
    }
  });
});

describe('a base model', () => {
  const base = (name: string): RetrainRequest => ({ overrides: { model: { base: at(name) } } });

  test.each(['packaged:all-MiniLM-L6-v2', 'microsoft/deberta-v3-small', 'bert-base', 'FOLDER/shared/base', 'data/sets'])('that is on the hub, packaged, or under a root is taken: %s', async (name) => {
    await expect(refuseFilesElsewhere(base(name), roots)).resolves.toBeUndefined();
  });

  test.each(['FOLDER/secret/base', '../secret/base', 'data/../../secret/base', './models/tiny', 'models/tiny', '~/base', 'a\\..\\..\\secret', '..', 'FOLDER/shared/link/base'])('that is a folder elsewhere is refused: %s', async (name) => {
    await expect(refuseFilesElsewhere(base(name), roots)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^overrides\.model\.base/) });
  });
});

test('a request with nothing of the kind is taken; the root of the disk holds everything', async () => {
  await expect(refuseFilesElsewhere({}, roots)).resolves.toBeUndefined();
  await expect(refuseFilesElsewhere(askingFor(at('file:FOLDER/secret/d.jsonl')), { ...roots, dataRoots: ['/'] })).resolves.toBeUndefined();
});

test('POST /v1/runs asks', async () => {
  const { app, runs } = await testApi(roots);
  const answer = await app.inject({ method: 'POST', url: '/v1/runs', payload: askingFor('file:/etc/passwd') });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ detail: 'overrides.sets.traffic.uri: "file:/etc/passwd" is not valid. Name an existing file under one of the folders of HONE_DATA_ROOTS.' });
  expect(runs.started.size).toBe(0);
});
