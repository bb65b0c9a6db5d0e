import { linkSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HoneError } from '../../domain/errors.ts';
import type { Lease } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { hashFile } from './artifacts.ts';

/** Training state in the store: `checkpoints/<stage key>/`. The truth; heartbeats only report. */
export interface Checkpoints {
  /**
   * Starts uploading a checkpoint folder, which may go away as soon as this returns. Uploads run one after another in the
   * background; where they are slower than checkpoints are made, only the newest one waits.
   */
  save(directory: string, step: number): void;
  /** Waits for the uploads under way. @throws what the last one failed with. */
  settled(): Promise<void>;
  latestStep(): Promise<number | undefined>;
  /** Downloads the newest checkpoint whose bytes are right to a folder of its own in `directory`; undefined when there is none. */
  fetchLatest(directory: string): Promise<Fetched | undefined>;
  removeAll(): Promise<void>;
}

export interface Fetched {
  readonly directory: string;
  readonly step: number;
}

interface CheckpointRecord {
  readonly step: number;
  readonly files: Readonly<Record<string, string>>;
}

/** `latest.json`: the newest checkpoint and the one before, with the fencing token of who wrote it. */
interface LatestRecord {
  readonly token: number;
  readonly newest: CheckpointRecord;
  readonly before?: CheckpointRecord;
}

export function checkpoints(ports: Ports, lease: Lease): Checkpoints {
  const root = `checkpoints/${lease.key}`;
  let waiting: Held | undefined;
  let uploads: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const uploadWaiting = async (): Promise<void> => {
    const held = waiting;
    waiting = undefined;
    if (!held) return;
    failure = await upload(ports, lease, root, held).then(() => undefined, asError);
    await release(held);
  };
  return {
    save: (directory, step) => {
      try {
        const superseded = waiting;
        waiting = { directory: hold(directory), step };
        uploads = uploads.then(() => superseded && release(superseded)).then(uploadWaiting);
      } catch (error) {
        failure = asError(error);
      }
    },
    settled: async () => {
      await uploads;
      if (failure) throw failure;
    },
    latestStep: async () => (await readLatest(ports, root))?.record?.newest.step,
    fetchLatest: (directory) => fetchLatest(ports, root, directory),
    removeAll: async () => {
      for (const key of await ports.store.list(`${root}/`)) await ports.store.remove(key);
    },
  };
}

/** A checkpoint's files under names of our own. */
interface Held {
  readonly directory: string;
  readonly step: number;
}

/** Links the files before the trainer, which keeps its last two checkpoints, removes them: so this may not wait. */
function hold(directory: string): string {
  const held = mkdtempSync(join(dirname(directory), '.upload-'));
  for (const name of readdirSync(directory)) linkSync(join(directory, name), join(held, name));
  return held;
}

async function release({ directory }: Held): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function upload(ports: Ports, lease: Lease, root: string, { directory, step }: Held): Promise<void> {
  const stored = await readLatest(ports, root);
  if (stored?.record && stored.record.token > lease.token) throw fenced(lease, stored.record.token);
  const files = await wholeFiles(directory);
  if (!files) return ports.log.warn({ step }, 'a checkpoint is not what the trainer wrote: the one before is kept');
  for (const name of Object.keys(files)) await ports.store.upload(`${root}/step-${step}/${name}`, join(directory, name));
  // Of the stored ones that before this step stays: it is the one that was resumed from when a newer one was corrupt.
  const known = stored?.record ? [stored.record.newest, ...(stored.record.before ? [stored.record.before] : [])] : [];
  const before = known.find((checkpoint) => checkpoint.step < step);
  const record: LatestRecord = { token: lease.token, newest: { step, files }, ...(before ? { before } : {}) };
  const bytes = Buffer.from(JSON.stringify(record));
  const written = stored ? await ports.store.replace(`${root}/latest.json`, bytes, stored.tag) : await ports.store.create(`${root}/latest.json`, bytes);
  if (!written) throw fenced(lease, undefined);
  for (const dropped of known.filter((checkpoint) => checkpoint !== before && checkpoint.step !== step)) {
    for (const name of Object.keys(dropped.files)) await ports.store.remove(`${root}/step-${dropped.step}/${name}`);
  }
}

/** The hash of each file, or undefined when they are not those that the trainer's manifest names. */
async function wholeFiles(directory: string): Promise<Record<string, string> | undefined> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(directory)).sort()) files[name] = await hashFile(join(directory, name));
  if (files[MANIFEST] === undefined) return undefined;
  const named = parsed<TrainerManifest>(await readFile(join(directory, MANIFEST)))?.files;
  const whole = named && Object.entries(named).every(([name, { sha256 }]) => files[name] === sha256);
  return whole ? files : undefined;
}

/** What the trainer writes beside its files. */
interface TrainerManifest {
  readonly files?: Readonly<Record<string, { readonly sha256: string }>>;
}

const MANIFEST = 'manifest.json';

async function fetchLatest(ports: Ports, root: string, directory: string): Promise<Fetched | undefined> {
  const stored = await readLatest(ports, root);
  if (!stored) return undefined;
  const { newest, before } = stored.record ?? {};
  for (const checkpoint of [newest, before]) {
    if (!checkpoint) continue;
    const { step } = checkpoint;
    const target = join(directory, `step-${step}`);
    if (await fetchWhole(ports, `${root}/step-${step}`, checkpoint, target)) return { directory: target, step };
    ports.log.warn({ step }, 'a checkpoint is corrupt: the one before is used');
  }
  ports.log.warn({ key: root }, 'no checkpoint is whole: training starts anew');
  return undefined;
}

async function fetchWhole(ports: Ports, prefix: string, checkpoint: CheckpointRecord, target: string): Promise<boolean> {
  await mkdir(target, { recursive: true });
  for (const [name, sha256] of Object.entries(checkpoint.files)) {
    const fetched = await ports.store.download(`${prefix}/${name}`, join(target, name)).then(() => true, missing);
    if (!fetched || (await hashFile(join(target, name))) !== sha256) return false;
  }
  return true;
}

function missing(error: unknown): false {
  if (error instanceof HoneError && error.code === 'HONE_NOT_FOUND') return false;
  throw error;
}

/** `latest.json` and its tag; without a record when it is not what was written: nothing says then which bytes are right. */
async function readLatest(ports: Ports, root: string): Promise<{ readonly record: LatestRecord | undefined; readonly tag: string } | undefined> {
  const stored = await ports.store.read(`${root}/latest.json`);
  if (!stored) return undefined;
  const record = parsed<Partial<LatestRecord>>(stored.bytes);
  return { record: isRecord(record) ? record : undefined, tag: stored.tag };
}

function isRecord(value: Partial<LatestRecord> | undefined): value is LatestRecord {
  return typeof value?.token === 'number' && typeof value.newest?.step === 'number' && typeof value.newest.files === 'object';
}

function parsed<T>(bytes: Uint8Array): T | undefined {
  try {
    return (JSON.parse(Buffer.from(bytes).toString()) ?? undefined) as T | undefined;
  } catch {
    return undefined;
  }
}

function fenced(lease: Lease, token: number | undefined): HoneError {
  return new HoneError('HONE_LEASE_LOST', `Checkpoints of ${lease.key.slice(0, 12)} are written by ${token === undefined ? 'someone else' : `token ${token}`} now.`);
}
