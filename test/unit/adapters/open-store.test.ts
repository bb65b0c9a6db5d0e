import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openStore } from '../../../adapters/open-store.ts';
import { readSettings } from '../../../adapters/settings.ts';

test('a file: store keeps its objects in that folder', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hone-open-store-'));
  try {
    await openStore(readSettings({ HONE_STORE: `file:${directory}` })).write('a/b', Buffer.from('x'));
    expect(await readFile(join(directory, 'a/b'), 'utf8')).toBe('x');
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('an s3: store asks the endpoint for the bucket', async () => {
  const env = { HONE_STORE: 's3://guard-models', HONE_S3_ENDPOINT: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  await expect(openStore(readSettings(env)).write('k', Buffer.from('x'))).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE', message: expect.stringContaining('guard-models') });
});
