import { linkSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
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
  /** Downloads the newest checkpoint whose bytes are right, or undefined when there is none. */
  fetchLatest(directory: string): Promise<string | undefined>;
  removeAll(): Promise<void>;
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
    latestStep: async () => (await readLatest(ports, root))?.record.newest.step,
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
  if (stored && stored.record.token > lease.token) throw fenced(lease, stored.record.token);
  const files: Record<string, string> = {};
  for (const name of (await readdir(directory)).sort()) {
    files[name] = await hashFile(join(directory, name));
    await ports.store.upload(`${root}/step-${step}/${name}`, join(directory, name));
  }
  // A step that is saved again (after a resume) takes its own place, and the one before it stays.
  const before = stored?.record.newest.step === step ? stored.record.before : stored?.record.newest;
  const record: LatestRecord = { token: lease.token, newest: { step, files }, ...(before ? { before } : {}) };
  const bytes = Buffer.from(JSON.stringify(record));
  const written = stored ? await ports.store.replace(`${root}/latest.json`, bytes, stored.tag) : await ports.store.create(`${root}/latest.json`, bytes);
  if (!written) throw fenced(lease, undefined);
  const dropped = stored?.record.before;
  if (dropped && dropped.step !== step && dropped.step !== before?.step) for (const name of Object.keys(dropped.files)) await ports.store.remove(`${root}/step-${dropped.step}/${name}`);
}

async function fetchLatest(ports: Ports, root: string, directory: string): Promise<string | undefined> {
  const record = (await readLatest(ports, root))?.record;
  for (const checkpoint of record ? [record.newest, record.before] : []) {
    if (!checkpoint) continue;
    const target = join(directory, `step-${checkpoint.step}`);
    if (await fetchWhole(ports, `${root}/step-${checkpoint.step}`, checkpoint, target)) return target;
    ports.log.warn({ step: checkpoint.step }, 'a checkpoint is corrupt: the one before is used');
  }
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

async function readLatest(ports: Ports, root: string): Promise<{ record: LatestRecord; tag: string } | undefined> {
  const stored = await ports.store.read(`${root}/latest.json`);
  return stored && { record: JSON.parse(Buffer.from(stored.bytes).toString()) as LatestRecord, tag: stored.tag };
}

function fenced(lease: Lease, token: number | undefined): HoneError {
  return new HoneError('HONE_LEASE_LOST', `Checkpoints of ${lease.key.slice(0, 12)} are written by ${token === undefined ? 'someone else' : `token ${token}`} now.`);
}
