import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { deliver } from '../../../cli/deliver.ts';
import { artifactKey } from '../../../domain/artifact-ref.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';

let folder: string;
let store: MemoryStore;
let ref: ArtifactRef;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-deliver-'));
  store = new MemoryStore();
  const sha256 = createHash('sha256').update('bytes').digest('hex');
  ref = { uri: `store:${artifactKey(sha256)}`, sha256, bytes: 5 };
  await store.write(artifactKey(sha256), Buffer.from('bytes'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('deliver', () => {
  test('writes the bytes, over what was there, and leaves nothing else', async () => {
    await writeFile(join(folder, 'model.onnx'), 'an older and longer file');
    await deliver(store, ref, join(folder, 'model.onnx'));
    expect(await readFile(join(folder, 'model.onnx'), 'utf8')).toBe('bytes');
    expect(await readdir(folder)).toEqual(['model.onnx']);
  });

  test('bytes that are not those that were made leave no file, and the old one alone', async () => {
    await store.write(artifactKey(ref.sha256), Buffer.from('other'));
    await writeFile(join(folder, 'old'), 'old');
    for (const name of ['new', 'old']) await expect(deliver(store, ref, join(folder, name))).rejects.toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT' });
    expect(await readdir(folder)).toEqual(['old']);
    expect(await readFile(join(folder, 'old'), 'utf8')).toBe('old');
  });

  test('an artifact that the store lost is not found', async () => {
    await store.remove(artifactKey(ref.sha256));
    await expect(deliver(store, ref, join(folder, 'f'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });

  test('a place that cannot be written is said with its name', async () => {
    await expect(deliver(store, ref, join(folder, 'no', 'f'))).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(/^output: ".*\/no\/f" cannot be written \(ENOENT/) });
  });
});
