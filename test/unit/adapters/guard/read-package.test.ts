import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackage } from '../../../../adapters/guard/read-package.ts';
import { makeKey, writePackageFolder } from '../../../support/package-folder.ts';

const FILES = ['model.onnx', 'tokenizer.json', 'hone.json', 'evidence.json', 'MODEL_CARD.md', 'smoke.json', 'signature.json', 'SHA256SUMS'] as const;

let directory: string;
let keys: string;
let publicKey: string;
let id: string;

beforeEach(async () => {
  [directory, keys] = [await mkdtemp(join(tmpdir(), 'hone-package-')), await mkdtemp(join(tmpdir(), 'hone-keys-'))];
  publicKey = await makeKey(join(keys, 'key.pem'));
  ({ id } = await writePackageFolder(directory, join(keys, 'key.pem')));
});
afterEach(() => Promise.all([directory, keys].map((folder) => rm(folder, { recursive: true }))));

const edit = async (name: string, change: (text: string) => string): Promise<void> => writeFile(join(directory, name), change(await readFile(join(directory, name), 'utf8')));
const refusal = (text: string): object => ({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining(text) as unknown });

test('a whole package is read, with its key and without', async () => {
  expect(await readPackage(directory)).toMatchObject({ directory, packageId: id, description: { threshold: 0.5 } });
  expect(await readPackage(directory, { publicKey })).toMatchObject({ packageId: id });
});

test.each(FILES)('one flipped byte, wherever it is in %s, is refused, and the folder named', async (name) => {
  const bytes = await readFile(join(directory, name));
  for (let at = 0; at < bytes.length; at += Math.max(1, bytes.length >> 5)) {
    const broken = Uint8Array.from(bytes);
    broken[at]! ^= 1;
    await writeFile(join(directory, name), broken);
    await expect(readPackage(directory)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringMatching(name === 'SHA256SUMS' ? /SHA256SUMS|is missing/ : name) as unknown });
  }
});

test.each(FILES.slice(1, 7))('a package whose %s is missing is refused', async (name) => {
  await rm(join(directory, name));
  await expect(readPackage(directory)).rejects.toMatchObject(refusal(`${name} is missing`));
});

test('the three files alone are a package', async () => {
  for (const name of FILES.slice(3)) await rm(join(directory, name));
  expect(await readPackage(directory)).toMatchObject({ packageId: id });
  await expect(readPackage(directory, { publicKey })).rejects.toMatchObject(refusal('signature.json is missing'));
});

test.each([
  ['../x', /SHA256SUMS: "line 1"/],
  ['.hidden', /SHA256SUMS: "line 1"/],
])('checksums of %s, outside the folder or hidden, are refused', async (name, message) => {
  await writeFile(join(directory, 'SHA256SUMS'), `${'a'.repeat(64)}  ${name}\n`);
  await expect(readPackage(directory)).rejects.toThrow(message);
});

describe('the signature', () => {
  beforeEach(() => rm(join(directory, 'SHA256SUMS')));

  test('by another key is refused, naming both', async () => {
    await expect(readPackage(directory, { publicKey: await makeKey(join(keys, 'other.pem')) })).rejects.toThrow(/keyId [0-9a-f]{64}.* signed by the key [0-9a-f]{64}/);
  });

  test('that names the trusted key id but is not its own is refused', async () => {
    const other = await mkdtemp(join(tmpdir(), 'hone-package-'));
    await makeKey(join(keys, 'other.pem'));
    await writePackageFolder(other, join(keys, 'other.pem'));
    const forged = JSON.parse(await readFile(join(other, 'signature.json'), 'utf8')) as object;
    await edit('signature.json', (text) => JSON.stringify({ ...forged, keyId: (JSON.parse(text) as { keyId: string }).keyId }));
    await expect(readPackage(directory, { publicKey })).rejects.toMatchObject(refusal('Do not use this package'));
    await rm(other, { recursive: true });
  });

  test.each([
    ['evidence.json', (text: string) => `${text} `, 'evidence.json'],
    ['hone.json', (text: string) => text.replace('0.5', '0.6'), 'This package is'],
    ['signature.json', (text: string) => text.replace(/"evidence.json":"./, '"evidence.json":"0'), 'Do not use this package'],
    ['signature.json', (text: string) => text.replace('"MODEL_CARD.md"', '"OTHER_CARD.md"'), 'Do not use this package'],
    ['signature.json', (text: string) => text.replace('"schema":1', '"schema":2'), 'schema: 2'],
  ])('does not hold when %s was changed after it: case %#', async (name, change, message) => {
    await edit(name, change);
    await expect(readPackage(directory, { publicKey })).rejects.toMatchObject(refusal(message));
  });

  test.each([['no key'], ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n']])('cannot be checked by what is no key: %j', async (text) => {
    await expect(readPackage(directory, { publicKey: text })).rejects.toMatchObject(refusal('It is no PEM of an Ed25519 key'));
  });

  test('is not checked by a private key, which has no business there', async () => {
    await expect(readPackage(directory, { publicKey: await readFile(join(keys, 'key.pem'), 'utf8') })).rejects.toMatchObject(refusal('private key'));
  });
});
