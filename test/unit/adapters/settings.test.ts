import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSettings, VARIABLE_NAMES } from '../../../adapters/settings.ts';

const PROJECT = process.cwd();

test('buckets for callers are read without their last slash, and a wrong one is named', () => {
  expect(readSettings({ HONE_DATA_BUCKETS: 's3://prompts/,s3://shared/guard' }).dataBuckets).toEqual(['s3://prompts', 's3://shared/guard']);
  expect(() => readSettings({ HONE_DATA_BUCKETS: 'prompts' })).toThrow('HONE_DATA_BUCKETS: "prompts" is not valid. Write addresses like s3://bucket/prefix');
});

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toEqual({
    projectDirectory: PROJECT,
    home: join(PROJECT, '.hone'),
    store: { kind: 'file', directory: join(PROJECT, '.hone/store') },
    s3: { forcePathStyle: false },
    temporalAddress: '127.0.0.1:7233',
    temporalNamespace: 'default',
    temporalUi: 'http://127.0.0.1:8233',
    gpuQueue: 'hone-gpu',
    python: join(PROJECT, '.hone/python/bin/python'),
    threads: availableParallelism(),
    trainingProcesses: 1,
    logLevel: 'info',
    trainerGraceMs: 20_000,
    leaseMs: 600_000,
    apiHost: '127.0.0.1',
    apiPort: 8080,
    apiRateLimit: 1_200,
    dataRoots: [join(PROJECT, 'data')],
    dataBuckets: [],
    providers: { translationModels: join(PROJECT, '.hone/translation-models') },
    webhooks: { urls: [], secrets: [] },
  });
});

test('providers are there where they are configured', () => {
  const env = { HONE_LLM_BASE_URL: 'http://127.0.0.1:1/v1', HONE_LLM_API_KEY: 'secret', HONE_DEEPL_API_KEY: 'k:fx', HONE_LIBRETRANSLATE_URL: 'http://127.0.0.1:2', HONE_TRANSLATION_MODELS: '/models' };
  expect(readSettings(env).providers).toEqual({
    languageModel: { kind: 'openai', baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'secret' },
    deepl: { url: 'https://api-free.deepl.com', apiKey: 'k:fx' },
    libretranslate: { url: 'http://127.0.0.1:2' },
    translationModels: '/models',
  });
  expect(readSettings({ HONE_DEEPL_API_KEY: 'k' }).providers.deepl?.url).toBe('https://api.deepl.com');
  expect(() => readSettings({ HONE_LLM_BASE_URL: 'http://127.0.0.1:1', HONE_LLM_KIND: 'azure' })).toThrow('HONE_LLM_API_VERSION');
});

describe('webhooks', () => {
  const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const read = (url: string, more: object = {}) => readSettings({ HONE_WEBHOOK_URL: url, HONE_WEBHOOK_SECRET: SECRET, ...more }).webhooks;

  test('go to several addresses, with several secrets', () => {
    expect(read('https://a.example/x, https://b.example/y', { HONE_WEBHOOK_SECRET: `${SECRET},MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` })).toEqual({ urls: ['https://a.example/x', 'https://b.example/y'], secrets: [SECRET, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] });
  });

  test.each(['http://127.0.0.1:9/x', 'http://localhost/x', 'http://[::1]:9/'])('go unencrypted to this machine: %s', (url) => expect(read(url).urls).toEqual([url]));

  test('go unencrypted to a host that is named for it, and no other', () => {
    expect(read('http://hooks.internal/x', { HONE_WEBHOOK_HTTP_HOSTS: 'other,hooks.internal' }).urls).toEqual(['http://hooks.internal/x']);
    expect(() => read('http://sub.hooks.internal/x', { HONE_WEBHOOK_HTTP_HOSTS: 'hooks.internal' })).toThrow('HONE_WEBHOOK_URL: "(secret)" is not valid.');
  });

  test.each(['http://hooks.example/x', 'http://127.0.0.1.evil.example/', 'https://user:password@a.example/', 'ftp://a.example', 'a.example/x', 'https://a.example,http://b.example'])('are refused for %s', (url) => {
    const message = messageOf({ HONE_WEBHOOK_URL: url, HONE_WEBHOOK_SECRET: SECRET });
    expect(message).toMatch(/^HONE_WEBHOOK_URL: "\(secret\)" is not valid\. Write https addresses/);
  });

  test.each(['short', 'whsec_', `whsec_${'A'.repeat(31)}`, 'not base64 at all, however long it may be', `whsec_${'A'.repeat(90)}`])('are refused with the secret %s, which nobody is shown', (secret) => {
    const message = messageOf({ HONE_WEBHOOK_URL: 'https://a.example', HONE_WEBHOOK_SECRET: secret });
    expect(message).toMatch(/^HONE_WEBHOOK_SECRET: "\(secret\)" is not valid\. Write whsec_ and the base64/);
  });

  test('want both address and secret', () => {
    expect(messageOf({ HONE_WEBHOOK_URL: 'https://a.example' })).toMatch(/^HONE_WEBHOOK_SECRET: missing is not valid/);
    expect(messageOf({ HONE_WEBHOOK_SECRET: SECRET })).toMatch(/^HONE_WEBHOOK_URL: missing is not valid/);
  });
});

test('settings are frozen, and so is what is in them', () => {
  const settings = readSettings({ HONE_STORE: 's3://bucket', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
  expect(Object.isFrozen(settings)).toBe(true);
  expect(Object.isFrozen(settings.store)).toBe(true);
  expect(settings.store.kind === 's3' && Object.isFrozen(settings.store.credentials)).toBe(true);
});

test('an empty variable counts as not set', () => {
  expect(readSettings({ HONE_THREADS: '', HONE_STORE: '', AWS_ACCESS_KEY_ID: '' })).toEqual(readSettings({}));
});

test('what depends on the home moves with it; Python stays where set-up puts it', () => {
  const { home, store, python } = readSettings({ HONE_HOME: '/srv/hone' });
  expect({ home, store, python }).toEqual({ home: '/srv/hone', store: { kind: 'file', directory: '/srv/hone/store' }, python: join(PROJECT, '.hone/python/bin/python') });
  expect(readSettings({ HONE_PYTHON: 'python3' }).python).toBe('python3');
  expect(readSettings({ HONE_PYTHON: '../venv/bin/python' }).python).toBe(join(PROJECT, '../venv/bin/python'));
});

describe('HONE_STORE', () => {
  test.each([
    ['file:data/store', join(PROJECT, 'data/store')],
    ['file:/srv/store', '/srv/store'],
    ['file:///srv/store', '/srv/store'],
  ])('%s is a folder', (uri, directory) => {
    expect(readSettings({ HONE_STORE: uri }).store).toEqual({ kind: 'file', directory });
  });

  test('s3 without an endpoint is AWS with its own way to find region and credentials', () => {
    expect(readSettings({ HONE_STORE: 's3://guard-models' }).store).toEqual({ kind: 's3', bucket: 'guard-models', prefix: '', forcePathStyle: false });
  });

  test('s3 with everything', () => {
    const env = {
      HONE_STORE: 's3://guard-models/team/one/',
      HONE_S3_ENDPOINT: 'http://127.0.0.1:9000',
      HONE_S3_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    };
    expect(readSettings(env).store).toEqual({
      kind: 's3',
      bucket: 'guard-models',
      prefix: 'team/one',
      endpoint: 'http://127.0.0.1:9000',
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
    });
    expect(readSettings({ ...env, HONE_S3_FORCE_PATH_STYLE: 'false' }).store).toMatchObject({ forcePathStyle: false });
  });
});

describe('problems', () => {
  test('are all reported at once, with name and value', () => {
    const message = messageOf({ HONE_THREADS: 'two', HONE_LEASE_MS: '10', HONE_STORE: 'ftp://x', HONE_LOG_LEVEL: 'loud', HONE_TEMPORAL_ADDRESS: 'localhost', HONE_TEMPORAL_UI: 'ui', HONE_S3_FORCE_PATH_STYLE: 'yes' });
    expect(message.split('\n')).toEqual([
      'HONE_STORE: "ftp://x" is not valid. Write file:<folder> or s3://<bucket>/<prefix>.',
      'HONE_S3_FORCE_PATH_STYLE: "yes" is not valid. Write true or false.',
      'HONE_TEMPORAL_ADDRESS: "localhost" is not valid. Write host:port.',
      'HONE_TEMPORAL_UI: "ui" is not valid. Write a URL like http://127.0.0.1:9000.',
      'HONE_THREADS: "two" is not valid. Write a whole number of threads, 1 or more.',
      'HONE_LOG_LEVEL: "loud" is not valid. Write one of debug, info, warn, error, silent.',
      'HONE_LEASE_MS: "10" is not valid. Write a whole number of milliseconds, 1000 or more.',
    ]);
  });

  test('unknown HONE_ variables are errors with the nearest known name; others are nobody’s business', () => {
    expect(messageOf({ HONE_THREAD: '2' })).toBe('HONE_THREAD is not a variable of Hone. Did you mean HONE_THREADS?');
    expect(messageOf({ HONE_COMPLETELY_DIFFERENT_THING: '2' })).toBe('HONE_COMPLETELY_DIFFERENT_THING is not a variable of Hone. See .env.example.');
    expect(readSettings({ PATH: '/bin', AWS_PROFILE: 'x' })).toEqual(readSettings({}));
  });

  test('never show a secret', () => {
    expect(messageOf({ AWS_SECRET_ACCESS_KEY: 'hunter2' })).toBe('AWS_ACCESS_KEY_ID: missing is not valid. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither.');
    expect(messageOf({ AWS_SECRET_ACCESS_KEY: 'hunter2', HONE_THREADS: 'x' })).not.toContain('hunter2');
  });
});

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const entries = lines.flatMap((line) => /^(#?)([A-Z0-9_]+)=(.*)$/.exec(line) ?? []);
  const rows = Array.from({ length: entries.length / 4 }, (_, row) => entries.slice(4 * row, 4 * row + 4));

  test('lists the variables that are read, in their order', () => {
    expect(rows.map(([, , name]) => name)).toEqual(VARIABLE_NAMES);
  });

  test('has one remark above each', () => {
    for (const [line = ''] of rows) expect(lines[lines.indexOf(line) - 1]).toMatch(/^# \S.*[.]$/);
  });

  test('shows the defaults, and valid examples where there are none', () => {
    const active = rows.filter(([, comment]) => comment === '');
    expect(readSettings(environment(active))).toEqual(readSettings({}));
    expect(() => readSettings(environment(rows))).not.toThrow();
  });
});

function environment(rows: readonly (readonly string[])[]): Record<string, string> {
  return Object.fromEntries(rows.map(([, , name = '', value = '']) => [name, value]));
}

function messageOf(env: Record<string, string>): string {
  try {
    readSettings(env);
  } catch (error) {
    expect(error).toMatchObject({ code: 'HONE_INVALID_INPUT' });
    return (error as Error).message;
  }
  throw new Error('These settings were accepted.');
}
