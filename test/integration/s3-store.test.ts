import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { openStore } from '../../adapters/open-store.ts';
import { s3Datasets } from '../../adapters/s3-datasets.ts';
import { s3Store } from '../../adapters/s3-store.ts';
import { readSettings } from '../../adapters/settings.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import { startLossyProxy } from './support/lossy-proxy.ts';
import type { LossyProxy } from './support/lossy-proxy.ts';
import { runScript } from './support/run-script.ts';
import { startS3Server } from './support/s3-server.ts';
import type { S3Server } from './support/s3-server.ts';

let server: S3Server;
let proxy: LossyProxy;
let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-s3-store-'));
  server = await startS3Server();
  proxy = await startLossyProxy(server.endpoint);
}, 30_000);

afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

function open(options: { readonly endpoint?: string; readonly bucket?: string; readonly prefix?: string } = {}): ObjectStore {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
  return s3Store({ endpoint, bucket, forcePathStyle: true, credentials: { accessKeyId, secretAccessKey }, ...options });
}

test('works with the keys that the environment gives', async () => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
  const store = openStore(
    readSettings({ HONE_STORE: `s3://${bucket}/settings`, HONE_S3_ENDPOINT: endpoint, HONE_S3_FORCE_PATH_STYLE: 'true', AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }),
  );
  await store.write('k', Buffer.from('x'));
  expect(await open().list('settings/')).toEqual(['settings/k']);
});

test('keeps its keys under its prefix', async () => {
  await open({ prefix: 'team/one/' }).write('k', Buffer.from('x'));
  expect(await open().list('team/')).toEqual(['team/one/k']);
  expect(await open({ prefix: 'team/one' }).list('')).toEqual(['k']);
  expect(await open({ prefix: 'team/on' }).list('')).toEqual([]);
});

test('lists more than one page', async () => {
  const store = open({ prefix: 'pages' });
  const keys = Array.from({ length: 1_050 }, (_, n) => `k/${String(n).padStart(4, '0')}`);
  for (let n = 0; n < keys.length; n += 50) await Promise.all(keys.slice(n, n + 50).map((key) => store.write(key, Buffer.from('x'))));
  expect(await store.list('k/')).toEqual(keys);
}, 60_000);

test('a conditional write whose answer got lost still counts as done', async () => {
  const store = open({ endpoint: proxy.endpoint, prefix: 'lossy' });
  proxy.loseAnswers('PUT', 1);
  expect(await store.create('once', Buffer.from('mine'))).toBe(true);
  const { tag } = (await store.read('once'))!;
  proxy.loseAnswers('PUT', 1);
  expect(await store.replace('once', Buffer.from('mine again'), tag)).toBe(true);
  proxy.loseAnswers('PUT', 1);
  expect(await store.create('once', Buffer.from('too late'))).toBe(false);
  expect(Buffer.from((await store.read('once'))!.bytes).toString()).toBe('mine again');
}, 30_000);

test('uploads and downloads survive lost answers, without a word on the console', async () => {
  const warned = jest.spyOn(console, 'warn');
  const store = open({ endpoint: proxy.endpoint, prefix: 'lossy' });
  const path = join(directory, 'file');
  await writeFile(path, Buffer.alloc(3_000_000, 'x'));
  proxy.loseAnswers('PUT', 2);
  await store.upload('file', path);
  expect(await open({ prefix: 'lossy' }).size('file')).toBe(3_000_000);
  proxy.loseAnswers('GET', 2);
  await store.download('file', join(directory, 'copy'));
  expect((await readdir(directory)).sort()).toEqual(['copy', 'file']);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
}, 30_000);

test('a missing bucket, a wrong key and a dead server are faults, not absences', async () => {
  const fault = { code: 'HONE_STORE_UNAVAILABLE', message: expect.stringContaining('read k') };
  await expect(open({ bucket: 'no-such-bucket' }).read('k')).rejects.toMatchObject(fault);
  await expect(open({ endpoint: 'http://127.0.0.1:1' }).read('k')).rejects.toMatchObject(fault);
  const stranger = s3Store({ endpoint: server.endpoint, bucket: server.bucket, forcePathStyle: true, credentials: { accessKeyId: 'who', secretAccessKey: 'wrong' } });
  await expect(stranger.read('k')).rejects.toMatchObject(fault);
}, 60_000);

test('opening a store prints no notice about the Node version and leaves the environment as it was', async () => {
  expect(await runScript('open-s3.ts')).toEqual({ exitCode: 0, signal: undefined, stderr: '' });
}, 30_000);

test('datasets are read from any bucket, whoever put them there', async () => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  // As other tools write: without the checksum that Hone's own objects carry.
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'daily/traffic 1.csv', Body: 'id,text\na,hello\n' }));
  const datasets = s3Datasets({ endpoint, forcePathStyle: true, credentials });
  const path = join(directory, 'fetched.csv');
  await datasets.download(`s3://${bucket}/daily/traffic 1.csv`, path);
  expect(await readFile(path, 'utf8')).toBe('id,text\na,hello\n');
  await expect(datasets.download(`s3://${bucket}/daily/none.csv`, join(directory, 'none.csv'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  await expect(datasets.download('s3://only-a-bucket', path)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT' });
  expect(await readdir(directory)).not.toContain('none.csv');
});
