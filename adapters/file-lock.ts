import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { HoneError } from '../domain/errors.ts';
import { errnoOf } from './file-fault.ts';

/**
 * Runs `body` while no other caller, in this process or any other that shares the folder, runs with the same lock path.
 *
 * The lock file names its holder. A dead holder's lock is never deleted to take it over: two processes that both found it
 * stale could then delete each other's fresh locks. Instead the heir creates the dead holder's successor file,
 * `<path>.<id>`, exclusively; ids are never used twice, so each lock has one heir at most. The last of this
 * chain holds the lock and, when done, removes the whole chain, root first.
 *
 * `body` must call `assertHeld()` right before it commits: on other hosts a holder counts as dead once its lock expired.
 * @throws HoneError HONE_STORE_UNAVAILABLE when the lock stays taken, or expired before the commit.
 */
export async function withFileLock<T>(path: string, body: (assertHeld: () => void) => Promise<T>): Promise<T> {
  return inTurn(path, async () => {
    const lock = await acquire(path);
    try {
      return await body(() => {
        if (Date.now() >= lock.expiresAt) throw unavailable(path, 'expired before the write was done');
      });
    } finally {
      // An expired lock may have an heir by now: it removes the chain.
      if (Date.now() < lock.expiresAt) for (const file of lock.chain) await rm(file, { force: true });
    }
  });
}

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  readonly expiresAt: number;
}

interface Held {
  /** Files to remove, root first. */
  readonly chain: readonly string[];
  readonly expiresAt: number;
}

/** Far above the milliseconds a commit takes, so that only stuck machines are taken for dead ones. */
const LOCK_MS = 20_000;
/** Between the moment a holder gives up its own lock and the moment others may: clocks of two hosts differ. */
const CLOCK_SKEW_MS = 10_000;
const PATIENCE_MS = 90_000;

async function acquire(path: string): Promise<Held> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let attempt = 0; Date.now() < deadline; attempt += 1) {
    const held = await tryAcquire(path);
    if (held) return held;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 50)));
  }
  throw unavailable(path, `was held for ${PATIENCE_MS / 1000} s; remove the file if no Hone process is running`);
}

async function tryAcquire(path: string): Promise<Held | undefined> {
  const holders = await readChain(path);
  const last = holders.at(-1);
  if (last && !isDead(last)) return undefined;

  const mine: Holder = { id: randomUUID(), pid: process.pid, host: hostname(), expiresAt: Date.now() + LOCK_MS };
  const place = last ? `${path}.${last.id}` : path;
  if (!(await createExclusively(place, mine))) return undefined;
  // The chain may have been removed before our link was added to it. Its root never comes back with the same id, so a
  // root that is still there now was there when we created the successor.
  const root = holders[0] ?? mine;
  if ((await readHolder(path))?.id !== root.id) {
    await rm(place, { force: true });
    return undefined;
  }
  return { chain: [path, ...holders.map(({ id }) => `${path}.${id}`)], expiresAt: mine.expiresAt };
}

/** All holders from the root to the last. */
async function readChain(path: string): Promise<Holder[]> {
  const holders: Holder[] = [];
  let place = path;
  for (;;) {
    const holder = await readHolder(place);
    if (!holder) return holders;
    holders.push(holder);
    place = `${path}.${holder.id}`;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: a lock that is seen always names its holder. */
async function createExclusively(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.draft-${holder.id}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(draft, JSON.stringify(holder));
    await link(draft, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function isDead(holder: Holder): boolean {
  if (Date.now() > holder.expiresAt + CLOCK_SKEW_MS) return true;
  return holder.host === hostname() && !isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Callers of one process queue in memory, so that only processes poll. Entries leave when their queue is empty. */
const queues = new Map<string, Promise<unknown>>();

async function inTurn<T>(path: string, body: () => Promise<T>): Promise<T> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(body);
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

function unavailable(path: string, what: string): HoneError {
  return new HoneError('HONE_STORE_UNAVAILABLE', `The lock ${path} ${what}.`);
}
