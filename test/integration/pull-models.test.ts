import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hone } from './support/hone.ts';
import type { CommandResult } from './support/hone.ts';
import { python, supportFile } from './support/python.ts';

const FILES = ['config.json', 'generation_config.json', 'onnx', 'tokenizer.json', 'tokenizer_config.json'];
const DECODER = 'onnx/decoder_model_merged.onnx';

let model: string;
let models: string;
let hub: Server;
let host: string;
/** Whole files that were asked for, as `model/file`. */
let asked: string[];
let reply: (file: string) => 'whole' | 'half' | 'damaged' | 'missing';

beforeAll(async () => {
  model = join(await mkdtemp(join(tmpdir(), 'hone-hub-')), 'model');
  await python(supportFile('tiny_marian.py'), model, '0', '1');
}, 600_000);
afterAll(() => rm(join(model, '..'), { recursive: true }));

/** A hub on loopback: `/Xenova/<model>/resolve/main/<file>`, every model the same. */
beforeEach(async () => {
  [asked, reply] = [[], () => 'whole'];
  models = await mkdtemp(join(tmpdir(), 'hone-models-'));
  hub = createServer((request, response) => {
    const [, name, file = ''] = /^\/Xenova\/(opus-mt-\w\w-\w\w)\/resolve\/main\/(.+)$/.exec(request.url ?? '') ?? [];
    if (!request.headers.range) asked.push(`${name}/${file}`);
    const how = reply(file);
    readFile(join(model, file)).then(
      (bytes) => {
        if (how === 'missing') return response.writeHead(404).end();
        if (how === 'damaged') return response.end(Buffer.alloc(bytes.length, 'x'));
        response.writeHead(200, { 'Content-Length': bytes.length });
        if (how === 'whole') return response.end(bytes);
        response.write(bytes.subarray(0, bytes.length >> 1));
        return setTimeout(() => request.socket.destroy(), 100);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
});
afterEach(async () => {
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  await rm(models, { recursive: true });
});

const pull = (...args: string[]): Promise<CommandResult> => hone({ ...process.env, HONE_TRANSLATION_MODELS: models }, '--json', 'providers', 'pull', '--from', host, ...args);

test('pulls both directions of both languages; then they are available, and nothing is pulled again', async () => {
  const first = await pull();
  expect(first).toMatchObject({ exitCode: 0 });
  const names = ['en-de', 'de-en', 'en-fr', 'fr-en'].map((direction) => `opus-mt-${direction}`);
  expect(JSON.parse(first.stdout)).toEqual(names.map((name) => ({ hubId: `Xenova/${name}`, folder: join(models, name), outcome: 'pulled' })));
  expect((await readdir(models)).sort()).toEqual([...names].sort());
  for (const name of names) expect((await readdir(join(models, name))).sort()).toEqual(FILES);
  expect(first.stderr).toContain(`Xenova/opus-mt-fr-en/${DECODER}`);

  const listed = JSON.parse((await hone({ ...process.env, HONE_TRANSLATION_MODELS: models }, '--json', 'providers')).stdout) as { method: string; available: boolean; found: string }[];
  expect(listed.filter(({ method }) => method.startsWith('back')).map(({ available, found }) => [available, found])).toEqual([[true, expect.stringMatching(/^opus-mt de /)], [true, expect.stringMatching(/^opus-mt fr /)]]);
  const before = asked.length;
  expect((JSON.parse((await pull()).stdout) as { outcome: string }[]).map(({ outcome }) => outcome)).toEqual(Array(4).fill('already there'));
  expect(asked.length).toBe(before);
}, 240_000);

test('a connection that breaks leaves nothing that counts as a model; the next pull fetches only what is missing', async () => {
  reply = (file) => (file === DECODER ? 'half' : 'whole');
  const broken = await pull();
  expect([broken.exitCode, broken.stdout]).toEqual([8, '']);
  expect(broken.stderr).toContain('HONE_PROVIDER_UNAVAILABLE: Xenova/opus-mt-en-de could not be fetched');
  expect(existsSync(join(models, 'opus-mt-en-de'))).toBe(false);
  [asked, reply] = [[], () => 'whole'];
  expect(await pull()).toMatchObject({ exitCode: 0 });
  expect(asked.filter((file) => file.startsWith('opus-mt-en-de'))).toEqual([`opus-mt-en-de/${DECODER}`]);
  expect((await readdir(join(models, 'opus-mt-en-de', 'onnx'))).sort()).toEqual(['decoder_model_merged.onnx', 'encoder_model.onnx']);
}, 240_000);

test('what cannot be loaded is removed, so that the next pull fetches it again', async () => {
  reply = (file) => (file === DECODER ? 'damaged' : 'whole');
  expect(await pull()).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('HONE_PROVIDER_REFUSED: What http') });
  expect(await readdir(models)).toEqual([]);
  reply = () => 'whole';
  expect(await pull()).toMatchObject({ exitCode: 0 });
}, 240_000);

test('a host without the model says so; one that does not answer is unavailable', async () => {
  reply = () => 'missing';
  expect(await pull()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/HONE_PROVIDER_REFUSED: .* does not give Xenova\/opus-mt-en-de \(HTTP 404\)/) });
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  expect(await pull()).toMatchObject({ exitCode: 8, stderr: expect.stringMatching(/could not be fetched from http:.*ECONNREFUSED.*--from/) });
}, 240_000);

test('a profile without local translation has nothing to fetch', async () => {
  expect(await pull('--profile', 'sample')).toMatchObject({ exitCode: 0, stdout: '[]' });
  expect(asked).toEqual([]);
}, 60_000);
