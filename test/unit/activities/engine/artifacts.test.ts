import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { artifactFault, dropArtifact, folderOf, hashFile, localPath, putFile, putJson, putText, readJson, sourcePath } from '../../../../activities/engine/artifacts.ts';
import type { ArtifactRef } from '../../../../domain/artifact-ref.ts';
import { bench, sourceFile } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

// printf abc | sha256sum
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const ABC_KEY = `artifacts/ba/${ABC}`;

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

/** What the store would hold after its disk lied. */
function damage(key: string, bytes: string): void {
  at.store.objects.set(key, { bytes: Buffer.from(bytes), tag: 'damaged' });
}

describe('storing', () => {
  test('puts text, JSON and files at the address of their content', async () => {
    expect(await putText(at.ports, 'abc')).toEqual({ uri: `store:${ABC_KEY}`, sha256: ABC, bytes: 3 });
    await writeFile(join(at.directory, 'abc.txt'), 'abc');
    expect(await putFile(at.ports, join(at.directory, 'abc.txt'), 12)).toEqual({ uri: `store:${ABC_KEY}`, sha256: ABC, bytes: 3, rows: 12 });
    expect(await at.store.list('')).toEqual([ABC_KEY]);
    const json = await putJson(at.ports, { b: 1, a: [true, null] });
    expect(await putJson(at.ports, { a: [true, null], b: 1 })).toEqual(json);
    expect(await readFile(await localPath(at.ports, json), 'utf8')).toBe('{"a":[true,null],"b":1}');
    expect(await readJson(at.ports, json)).toEqual({ a: [true, null], b: 1 });
  });

  test('stores equal bytes once, and again where the stored ones were cut', async () => {
    await putText(at.ports, 'abc');
    const { tag } = (await at.store.read(ABC_KEY))!;
    await putText(at.ports, 'abc');
    expect((await at.store.read(ABC_KEY))!.tag).toBe(tag);
    damage(ABC_KEY, 'ab');
    await putText(at.ports, 'abc');
    expect(Buffer.from((await at.store.read(ABC_KEY))!.bytes).toString()).toBe('abc');
  });

  test('passes on what the store says when it refuses', async () => {
    at.store.refuse = true;
    await expect(putText(at.ports, 'abc')).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
  });
});

describe('localPath', () => {
  test('downloads once, and again when the copy in the cache is damaged', async () => {
    const ref = await putText(at.ports, 'abc');
    const path = await localPath(at.ports, ref);
    expect(path).toBe(join(at.directory, 'cache', 'artifacts', ABC));
    at.store.objects.clear();
    expect(await localPath(at.ports, ref)).toBe(path);

    await putText(at.ports, 'abc');
    await writeFile(path, 'abd');
    expect(await readFile(await localPath(at.ports, ref), 'utf8')).toBe('abc');
    expect(await readdir(join(at.directory, 'cache', 'artifacts'))).toEqual([ABC]);
  });

  test.each(['abd', 'ab', ''])('refuses stored bytes that are not those of the reference: %j', async (bytes) => {
    const ref = await putText(at.ports, 'abc');
    damage(ABC_KEY, bytes);
    await expect(localPath(at.ports, ref)).rejects.toMatchObject({ code: 'HONE_ARTIFACT_CORRUPT' });
    expect(await readdir(join(at.directory, 'cache', 'artifacts'))).toEqual([]);
  });

  test('says what is not there', async () => {
    const ref = await putText(at.ports, 'abc');
    at.store.objects.clear();
    await expect(localPath(at.ports, ref)).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });

  test('several at once all get the whole file', async () => {
    const ref = await putText(at.ports, 'abc');
    const paths = await Promise.all(Array.from({ length: 10 }, () => localPath(at.ports, ref)));
    expect(new Set(paths).size).toBe(1);
    expect(await hashFile(paths[0]!)).toBe(ABC);
  });

  test('of a file: source is the file itself, as long as it is what was pinned', async () => {
    const ref = await sourceFile(at, 'data/rows.jsonl', 'abc');
    expect(await localPath(at.ports, ref)).toBe(join(at.directory, 'project', 'data', 'rows.jsonl'));
    await writeFile(join(at.directory, 'project', 'data', 'rows.jsonl'), 'abd');
    await expect(localPath(at.ports, ref)).rejects.toMatchObject({
      code: 'HONE_INVALID_INPUT',
      message: 'uri: "file:data/rows.jsonl" is not valid. The file changed or vanished since the run was resolved; start a new run.',
    });
  });
});

describe('sourcePath', () => {
  test('is relative to the project, or absolute', () => {
    expect(sourcePath(at.ports, 'file:data/a.jsonl')).toBe(join(at.directory, 'project', 'data', 'a.jsonl'));
    expect(sourcePath(at.ports, 'file:/srv/a.jsonl')).toBe('/srv/a.jsonl');
    expect(sourcePath(at.ports, 'file:///srv/a.jsonl')).toBe('/srv/a.jsonl');
  });

  test('refuses another kind of address', () => {
    expect(() => sourcePath(at.ports, 's3://bucket/key')).toThrow('uri: "s3://bucket/key" is not valid.');
  });
});

describe('folderOf', () => {
  test('holds each artifact under its name, and nothing half-written', async () => {
    const files = { 'b.txt': await putText(at.ports, 'abc'), 'a.txt': await putText(at.ports, 'xyz') };
    const folder = await folderOf(at.ports, files, join(at.directory, 'folder'));
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'b.txt']);
    expect(await readFile(join(folder, 'b.txt'), 'utf8')).toBe('abc');
  });

  test('is the reader\'s own: writing into it leaves the cache whole', async () => {
    const ref = await putText(at.ports, 'abc');
    const folder = await folderOf(at.ports, { file: ref }, join(at.directory, 'folder'));
    await writeFile(join(folder, 'file'), 'scribble');
    expect(await hashFile(await localPath(at.ports, ref))).toBe(ABC);
  });
});

describe('artifactFault', () => {
  test('tells missing, corrupt and whole apart by the bytes, and dropArtifact removes every copy', async () => {
    const ref = await putText(at.ports, 'abc');
    expect(await artifactFault(at.ports, ref)).toBeUndefined();
    damage(ABC_KEY, 'abd');
    expect(await artifactFault(at.ports, ref)).toBe('is corrupt');
    await mkdir(join(at.directory, 'cache', 'artifacts'), { recursive: true });
    await writeFile(join(at.directory, 'cache', 'artifacts', ABC), 'abc');
    await dropArtifact(at.ports, ref);
    expect(await artifactFault(at.ports, ref)).toBe('is missing');
    expect(await readdir(join(at.directory, 'cache', 'artifacts'))).toEqual([]);
  });

  test('refuses a reference that is not stored', async () => {
    const ref: ArtifactRef = { uri: 'file:x', sha256: ABC, bytes: 3 };
    await expect(artifactFault(at.ports, ref)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  });
});
