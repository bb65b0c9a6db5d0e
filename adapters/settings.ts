import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { QUEUES } from '../domain/names.ts';
import { nearest } from '../domain/nearest.ts';
import type { S3ClientOptions } from './s3-client.ts';
import type { S3StoreOptions } from './s3-store.ts';
import { webhookKey } from './sign-webhook.ts';

/** What a process of Hone is told from outside. Paths are absolute. */
export interface Settings {
  /** Holds `profiles/`, `data/` and `trainer/`: where Hone is installed. Relative paths of the variables start here. */
  readonly projectDirectory: string;
  /** Local state: store, cache, database, Python environment. */
  readonly home: string;
  readonly store: StoreSettings;
  /** How S3 is reached: for the store and for datasets. */
  readonly s3: S3ClientOptions;
  /** `host:port` */
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  /** URL of the Temporal UI, for links. */
  readonly temporalUi: string;
  /** Task queue of this machine's GPU worker. Runs ask on `hone-gpu`; `hone move` gives work to another pool. */
  readonly gpuQueue: string;
  /** Interpreter with `hone_trainer`'s requirements: a path, or a command on PATH. */
  readonly python: string;
  /** CPU threads for scoring and training. */
  readonly threads: number;
  /** Processes of one training, each with a GPU of its own. */
  readonly trainingProcesses: number;
  readonly logLevel: LogLevel;
  /** From SIGTERM to SIGKILL of the trainer. */
  readonly trainerGraceMs: number;
  /** A stage lease that was not renewed for this long may be taken over. */
  readonly leaseMs: number;
  /** Where the HTTP API listens. API keys are needed unless this is a loopback address. */
  readonly apiHost: string;
  readonly apiPort: number;
  /** Requests a minute and key, or address where there is none. */
  readonly apiRateLimit: number;
  /** Folders that datasets and models named over HTTP must lie in. */
  readonly dataRoots: readonly string[];
  /** `s3://bucket` or `s3://bucket/prefix`, under which datasets named over HTTP may lie. */
  readonly dataBuckets: readonly string[];
  readonly providers: ProviderSettings;
  /** PEM file of the Ed25519 private key that packages are signed with; absent where they are not. */
  readonly signingKey?: string;
  readonly webhooks: WebhookSettings;
}

/** Who is told of what happens to runs; nobody where there are no addresses. */
export interface WebhookSettings {
  readonly urls: readonly string[];
  /** Base64 with or without `whsec_`: more than one while receivers change theirs. */
  readonly secrets: readonly string[];
}

/** Where language models and translations come from; each is absent where it is not configured. */
export interface ProviderSettings {
  readonly languageModel?: LanguageModelAddress;
  readonly deepl?: { readonly url: string; readonly apiKey: string };
  readonly libretranslate?: { readonly url: string; readonly apiKey?: string };
  /** Folder of Opus-MT models, one folder a direction: `opus-mt-en-de`. */
  readonly translationModels: string;
}

/** An API that speaks OpenAI's protocol. `azure` names the model in the path and wants a version. */
export interface LanguageModelAddress {
  readonly kind: 'openai' | 'azure';
  readonly baseUrl: string;
  /** Servers on one's own machine mostly need none. */
  readonly apiKey?: string;
  readonly apiVersion?: string;
}

export type StoreSettings = { readonly kind: 'file'; readonly directory: string } | ({ readonly kind: 's3' } & S3StoreOptions);

export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Reads the environment once, into a frozen object. An empty variable counts as not set.
 * @throws HoneError HONE_INVALID_INPUT that names every bad variable with its value (secrets without), and every unknown
 *   `HONE_` variable with the nearest known name.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = VARIABLES.safeParse(given);
  const problems = [...unknownNames(given), ...(parsed.error?.issues ?? []).map((issue) => problemOf(issue, given))];
  if (!parsed.success || problems.length > 0) throw new HoneError('HONE_INVALID_INPUT', problems.join('\n'));
  return settingsOf(parsed.data);
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const SECRETS: readonly string[] = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'HONE_LLM_API_KEY', 'HONE_DEEPL_API_KEY', 'HONE_LIBRETRANSLATE_API_KEY', 'HONE_WEBHOOK_URL', 'HONE_WEBHOOK_SECRET'];

function matching(pattern: RegExp, remedy: string): z.ZodString {
  return z.string().regex(pattern, remedy);
}

function wholeNumber(from: number, unit: string) {
  const remedy = `Write a whole number of ${unit}, ${from} or more.`;
  return matching(/^\d{1,15}$/, remedy)
    .transform(Number)
    .refine((number) => number >= from, remedy);
}

/** Items with commas between. */
const list = z.string().transform((text) => text.split(',').map((item) => item.trim()).filter((item) => item !== ''));

const HTTP_URL = matching(/^https?:\/\/[^\s/]+\S*$/, 'Write a URL like http://127.0.0.1:9000.');

/** Every variable, in the order of `.env.example`. */
const VARIABLES = z
  .object({
    HONE_HOME: z.string().default('.hone'),
    HONE_STORE: matching(/^(file:.+|s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?)$/, 'Write file:<folder> or s3://<bucket>/<prefix>.').optional(),
    HONE_S3_ENDPOINT: HTTP_URL.optional(),
    HONE_S3_REGION: matching(/^[a-z0-9-]+$/, 'Write a region like eu-central-1.').optional(),
    HONE_S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], 'Write true or false.').optional(),
    AWS_ACCESS_KEY_ID: z.string().optional(),
    AWS_SECRET_ACCESS_KEY: z.string().optional(),
    AWS_SESSION_TOKEN: z.string().optional(),
    HONE_TEMPORAL_ADDRESS: matching(/^[^\s:/]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i, 'Write host:port.').default('127.0.0.1:7233'),
    HONE_TEMPORAL_NAMESPACE: matching(/^\S+$/, 'Write a name without spaces.').default('default'),
    HONE_TEMPORAL_UI: HTTP_URL.default('http://127.0.0.1:8233'),
    HONE_GPU_QUEUE: matching(/^[\w.-]{1,100}$/, 'Write a task queue of letters, digits, dots and dashes.').default(QUEUES.gpu),
    HONE_PYTHON: z.string().optional(),
    HONE_THREADS: wholeNumber(1, 'threads').optional(),
    HONE_TRAINING_PROCESSES: wholeNumber(1, 'processes').default(1),
    HONE_LOG_LEVEL: z.enum(LOG_LEVELS, `Write one of ${LOG_LEVELS.join(', ')}.`).default('info'),
    HONE_TRAINER_GRACE_MS: wholeNumber(1, 'milliseconds').default(20_000),
    HONE_LEASE_MS: wholeNumber(1_000, 'milliseconds').default(600_000),
    HONE_API_HOST: matching(/^[^\s/]+$/, 'Write an address to listen on, such as 127.0.0.1 or 0.0.0.0.').default('127.0.0.1'),
    HONE_API_PORT: wholeNumber(1, 'TCP port').default(8080),
    HONE_API_RATE_LIMIT: wholeNumber(1, 'requests a minute').default(1_200),
    HONE_DATA_ROOTS: z.string().default('data'),
    HONE_DATA_BUCKETS: matching(/^s3:\/\/[^\s,]+(,s3:\/\/[^\s,]+)*$/, 'Write addresses like s3://bucket/prefix with commas between.').optional(),
    HONE_LLM_BASE_URL: HTTP_URL.optional(),
    HONE_LLM_API_KEY: z.string().optional(),
    HONE_LLM_KIND: z.enum(['openai', 'azure'], 'Write openai or azure.').default('openai'),
    HONE_LLM_API_VERSION: matching(/^[\w.-]+$/, 'Write a version such as 2024-10-21.').optional(),
    HONE_DEEPL_API_KEY: z.string().optional(),
    HONE_DEEPL_URL: HTTP_URL.optional(),
    HONE_LIBRETRANSLATE_URL: HTTP_URL.optional(),
    HONE_LIBRETRANSLATE_API_KEY: z.string().optional(),
    HONE_TRANSLATION_MODELS: z.string().optional(),
    HONE_WEBHOOK_URL: list.optional(),
    HONE_WEBHOOK_SECRET: list.refine((secrets) => secrets.every(isWebhookSecret), 'Write whsec_ and the base64 of 24 to 64 random bytes, which `openssl rand -base64 32` makes.').optional(),
    HONE_WEBHOOK_HTTP_HOSTS: list.optional(),
    HONE_SIGNING_KEY: z.string().optional(),
  })
  .superRefine((variables, context) => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = variables;
    const missing = (name: keyof typeof variables, message: string): void => context.addIssue({ code: 'custom', path: [name], message });
    if ((id === undefined) !== (secret === undefined)) missing(id === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY', 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither.');
    if (variables.HONE_LLM_KIND === 'azure' && variables.HONE_LLM_API_VERSION === undefined) missing('HONE_LLM_API_VERSION', 'Azure wants a version such as 2024-10-21.');
    const { HONE_WEBHOOK_URL: urls, HONE_WEBHOOK_SECRET: secrets, HONE_WEBHOOK_HTTP_HOSTS: hosts = [] } = variables;
    if ((urls === undefined) !== (secrets === undefined)) missing(urls === undefined ? 'HONE_WEBHOOK_URL' : 'HONE_WEBHOOK_SECRET', 'Set HONE_WEBHOOK_URL and HONE_WEBHOOK_SECRET, or neither.');
    if (urls?.some((url) => !mayReceive(url, hosts))) missing('HONE_WEBHOOK_URL', 'Write https addresses without user and password; http is for this machine and for the hosts of HONE_WEBHOOK_HTTP_HOSTS.');
  });

type Variables = z.infer<typeof VARIABLES>;

/** Names of every variable that `readSettings` reads. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES.shape);

function problemOf(issue: z.core.$ZodIssue, given: NodeJS.ProcessEnv): string {
  const name = String(issue.path[0]);
  const value = SECRETS.includes(name) && given[name] !== undefined ? '(secret)' : given[name];
  return invalidInput(name, value, issue.message).message;
}

function unknownNames(given: NodeJS.ProcessEnv): string[] {
  const unknown = Object.keys(given).filter((name) => name.startsWith('HONE_') && !VARIABLE_NAMES.includes(name));
  return unknown.map((name) => {
    const meant = nearest(name, VARIABLE_NAMES);
    return `${name} is not a variable of Hone. ${meant ? `Did you mean ${meant}?` : 'See .env.example.'}`;
  });
}

/** Where set-up puts it, wherever `HONE_HOME` is. */
const SET_UP_PYTHON = '.hone/python/bin/python';

function settingsOf(variables: Variables): Settings {
  const projectDirectory = installation();
  const home = resolve(projectDirectory, variables.HONE_HOME);
  return Object.freeze({
    projectDirectory,
    home,
    store: Object.freeze(storeOf(variables, projectDirectory, home)),
    s3: Object.freeze(s3Of(variables)),
    temporalAddress: variables.HONE_TEMPORAL_ADDRESS,
    temporalNamespace: variables.HONE_TEMPORAL_NAMESPACE,
    temporalUi: variables.HONE_TEMPORAL_UI.replace(/\/+$/, ''),
    gpuQueue: variables.HONE_GPU_QUEUE,
    python: pythonOf(variables.HONE_PYTHON ?? SET_UP_PYTHON, projectDirectory),
    threads: variables.HONE_THREADS ?? availableParallelism(),
    trainingProcesses: variables.HONE_TRAINING_PROCESSES,
    logLevel: variables.HONE_LOG_LEVEL,
    trainerGraceMs: variables.HONE_TRAINER_GRACE_MS,
    leaseMs: variables.HONE_LEASE_MS,
    apiHost: variables.HONE_API_HOST,
    apiPort: variables.HONE_API_PORT,
    apiRateLimit: variables.HONE_API_RATE_LIMIT,
    dataRoots: Object.freeze(variables.HONE_DATA_ROOTS.split(delimiter).filter((root) => root !== '').map((root) => resolve(projectDirectory, root))),
    dataBuckets: Object.freeze((variables.HONE_DATA_BUCKETS ?? '').split(',').filter((bucket) => bucket !== '').map((bucket) => bucket.replace(/\/+$/, ''))),
    providers: Object.freeze(providersOf(variables, projectDirectory, home)),
    webhooks: Object.freeze({ urls: Object.freeze(variables.HONE_WEBHOOK_URL ?? []), secrets: Object.freeze(variables.HONE_WEBHOOK_SECRET ?? []) }),
    ...(variables.HONE_SIGNING_KEY !== undefined && { signingKey: resolve(projectDirectory, variables.HONE_SIGNING_KEY) }),
  });
}

function isWebhookSecret(secret: string): boolean {
  return /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(secret) && webhookKey(secret).length >= 24 && webhookKey(secret).length <= 64;
}

/** Messages carry who decided what: over the network only encrypted, unless the operator says so of a host. */
function mayReceive(address: string, plainHosts: readonly string[]): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) || plainHosts.includes(url.hostname));
}

function providersOf(variables: Variables, projectDirectory: string, home: string): ProviderSettings {
  const { HONE_LLM_BASE_URL: baseUrl, HONE_LLM_API_KEY: apiKey, HONE_LLM_KIND: kind, HONE_LLM_API_VERSION: apiVersion } = variables;
  const { HONE_DEEPL_API_KEY: deeplKey, HONE_LIBRETRANSLATE_URL: libretranslateUrl, HONE_LIBRETRANSLATE_API_KEY: libretranslateKey } = variables;
  return {
    ...(baseUrl !== undefined && { languageModel: Object.freeze({ kind, baseUrl, ...(apiKey !== undefined && { apiKey }), ...(apiVersion !== undefined && { apiVersion }) }) }),
    ...(deeplKey !== undefined && { deepl: Object.freeze({ url: variables.HONE_DEEPL_URL ?? deeplHost(deeplKey), apiKey: deeplKey }) }),
    ...(libretranslateUrl !== undefined && { libretranslate: Object.freeze({ url: libretranslateUrl, ...(libretranslateKey !== undefined && { apiKey: libretranslateKey }) }) }),
    translationModels: variables.HONE_TRANSLATION_MODELS === undefined ? join(home, 'translation-models') : resolve(projectDirectory, variables.HONE_TRANSLATION_MODELS),
  };
}

/** Keys of free accounts end in `:fx` and are served elsewhere. */
function deeplHost(apiKey: string): string {
  return apiKey.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com';
}

function storeOf(variables: Variables, projectDirectory: string, home: string): StoreSettings {
  const { HONE_STORE: uri } = variables;
  if (uri === undefined) return { kind: 'file', directory: join(home, 'store') };
  if (uri.startsWith('file:')) return { kind: 'file', directory: resolve(projectDirectory, uri.slice('file:'.length).replace(/^\/\//, '')) };
  const [bucket = '', ...prefix] = uri.slice('s3://'.length).split('/');
  return {
    kind: 's3',
    bucket,
    prefix: prefix.filter((segment) => segment !== '').join('/'),
    ...s3Of(variables),
  };
}

function s3Of(variables: Variables): S3ClientOptions {
  const { HONE_S3_ENDPOINT: endpoint, HONE_S3_REGION: region, HONE_S3_FORCE_PATH_STYLE: pathStyle } = variables;
  return {
    // Servers other than AWS seldom have a host name per bucket.
    forcePathStyle: pathStyle === undefined ? endpoint !== undefined : pathStyle === 'true',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...credentialsOf(variables),
  };
}

function credentialsOf({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken }: Variables): Pick<S3StoreOptions, 'credentials'> {
  if (accessKeyId === undefined || secretAccessKey === undefined) return {};
  return { credentials: Object.freeze({ accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }) };
}

/** A bare name is looked up on PATH. */
function pythonOf(python: string, projectDirectory: string): string {
  return python.includes('/') ? resolve(projectDirectory, python) : python;
}

/** The folder of Hone's package.json, from the sources and from `dist/` alike. */
function installation(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json')) && directory !== dirname(directory)) directory = dirname(directory);
  return directory;
}
