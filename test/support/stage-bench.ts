import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { openStage } from '../../activities/engine/open-stage.ts';
import { putJson, putText, sha256Of } from '../../activities/engine/artifacts.ts';
import { putRows, readRows, ROW_COLUMNS, SCORE_COLUMNS, TRAINING_COLUMNS } from '../../activities/engine/rows.ts';
import type { PortOptions, Ports } from '../../activities/ports.ts';
import { duckdbTables } from '../../adapters/duckdb-tables.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import { HoneError } from '../../domain/errors.ts';
import type { Datasets } from '../../domain/ports/datasets.ts';
import type { Providers } from '../../domain/ports/providers.ts';
import type { ColumnType } from '../../domain/ports/tables.ts';
import type { Webhooks } from '../../domain/ports/webhooks.ts';
import type { WideLexicon } from '../../domain/ports/lexicon.ts';
import type { Row, Score, TrainingRow } from '../../domain/row.ts';
import type { StageInputs, StageJob, StageRequest } from '../../domain/stages.ts';
import { FakeGuards } from '../fakes/fake-guards.ts';
import type { ScoreOf } from '../fakes/fake-guards.ts';
import { FakeTrainer } from '../fakes/fake-trainer.ts';
import { noProviders } from '../fakes/no-providers.ts';
import { noWebhooks } from '../fakes/no-webhooks.ts';
import { MemoryStore } from '../fakes/memory-store.ts';
import { SilentLog } from '../fakes/silent-log.ts';

/** Ports for one test: real tables and a real temporary folder; store, trainer, guards and log are fakes. */
export interface Bench {
  readonly ports: Ports;
  readonly store: MemoryStore;
  readonly trainer: FakeTrainer;
  readonly guards: FakeGuards;
  readonly log: SilentLog;
  /** What datasets outside hold, by their `s3:` address. */
  readonly objects: Record<string, string | Uint8Array>;
  /** Temporary folder; the project is `project` in it, the cache `cache`. */
  readonly directory: string;
  /** Stores the rows as a table, sorted by id. */
  rows(rows: readonly Row[]): Promise<ArtifactRef>;
  trainingRows(rows: readonly TrainingRow[]): Promise<ArtifactRef>;
  scores(scores: Readonly<Record<string, number>>): Promise<ArtifactRef>;
  table<T extends { readonly id: string }>(columns: Readonly<Record<keyof T & string, ColumnType>>, rows: readonly T[]): Promise<ArtifactRef>;
  read<T extends object>(ref: ArtifactRef): Promise<T[]>;
  /** A package of a model with these bytes. */
  package(model: string, threshold: number): Promise<PackageFiles>;
  close(): Promise<void>;
}

export interface BenchOptions extends Partial<PortOptions> {
  readonly scoreOf?: ScoreOf;
  readonly lexicon?: () => WideLexicon;
  readonly providers?: Providers;
  readonly webhooks?: Webhooks;
}

/** One database for all tests of a file: opening it takes longer than a test. */
const tables = duckdbTables({ memoryLimit: '200MB' });

export async function bench({ scoreOf, lexicon = noLexicon, providers = noProviders, webhooks = noWebhooks, ...options }: BenchOptions = {}): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'hone-bench-'));
  const objects: Record<string, string | Uint8Array> = {};
  const [store, trainer, guards, log] = [new MemoryStore(), new FakeTrainer(), new FakeGuards(scoreOf), new SilentLog()];
  const defaults: PortOptions = { projectDirectory: join(directory, 'project'), cacheDirectory: join(directory, 'cache'), leaseMs: 60_000, threads: 1 };
  const ports: Ports = { store, datasets: bucketOf(objects), tables, guards, trainer, lexicon, providers, webhooks, log, options: { ...defaults, ...options } };
  const workshop = { directory, signal: new AbortController().signal, progress: () => undefined };
  // A file of its own each: tests store tables at the same time.
  let stored = 0;
  const table: Bench['table'] = (columns, rows) => putRows(ports, workshop, `table-${stored++}`, columns, rows);
  return {
    ports, store, trainer, guards, log, directory, table, objects,
    rows: (rows) => table<Row>(ROW_COLUMNS, rows),
    trainingRows: (rows) => table<TrainingRow>(TRAINING_COLUMNS, rows),
    scores: (scores) => table<Score>(SCORE_COLUMNS, Object.entries(scores).map(([id, score]) => ({ id, score }))),
    read: (ref) => readRows(ports, ref),
    package: async (model, threshold) => ({
      model: await putText(ports, model),
      tokenizer: await putText(ports, `tokenizer of ${model}`),
      honeJson: await putJson(ports, { schema: 1, threshold, maxTokens: 64, model }),
    }),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Where an activity runs: can be cancelled, tells of its heartbeats. Failures are not logged, for tests cause them. */
export function activityEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
}

/** Runs a body as an activity runs. */
export function inActivity<T>(body: () => Promise<T>, environment = activityEnvironment()): Promise<T> {
  return environment.run(body);
}

/** Opens a stage as the workflow does and returns the job of its miss. */
export async function jobFor<P extends object, I extends StageInputs>({ ports }: Pick<Bench, 'ports'>, request: StageRequest<P, I>, { owner = 'run-1', refresh = false } = {}): Promise<StageJob<P, I>> {
  const opened = await openStage(ports)({ request, owner, profile: 'sample', refresh });
  if (opened.state !== 'miss') throw new Error(`expected a miss, not ${opened.state}: ${opened.reason}`);
  return { request, lease: opened.lease };
}

/** A reference to bytes that nobody reads: its hash is its name. */
export function refTo(name: string, rows = 10): ArtifactRef {
  return { uri: `store:${name}`, sha256: name, bytes: 1, rows };
}

/** A row whose unmentioned fields say nothing; its group is its own id. */
export function row(fields: Partial<Row> & { readonly id: string }): Row {
  return { text: `text of ${fields.id}`, label: 'benign', source: 'a-source', category: 'unknown', groupId: fields.id, ...fields };
}

export function trainingRow(fields: Partial<TrainingRow> & { readonly id: string }): TrainingRow {
  return { ...row(fields), origin: 'original', sourceId: fields.id, method: '', ...fields };
}

/** The first `count` names `prefix0`, `prefix1`, … that `belongs`: groups of one side of a cut. */
export function groupsWhere(belongs: (groupId: string) => boolean, count: number, prefix = 'g'): string[] {
  const found: string[] = [];
  for (let index = 0; found.length < count; index++) if (belongs(`${prefix}${index}`)) found.push(`${prefix}${index}`);
  return found;
}

/** Writes a dataset file below the project folder and returns its reference, pinned as `resolveRequest` pins it. */
export async function sourceFile({ directory }: Pick<Bench, 'directory'>, name: string, bytes: Uint8Array | string): Promise<ArtifactRef> {
  const path = join(directory, 'project', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return { uri: `file:${name}`, sha256: sha256Of(bytes), bytes: Buffer.byteLength(bytes) };
}

function bucketOf(objects: Readonly<Record<string, string | Uint8Array>>): Datasets {
  return {
    download: async (uri, path) => {
      const bytes = objects[uri];
      if (bytes === undefined) throw new HoneError('HONE_NOT_FOUND', `${uri} does not exist`);
      await writeFile(path, bytes);
    },
  };
}

function noLexicon(): WideLexicon {
  throw new Error('this test has no lexicon');
}
