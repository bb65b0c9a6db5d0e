import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;

/**
 * Runs `body` while holding a lock folder, waiting for another process that holds it. The folder names its owner, and a
 * dead owner's lock is taken over.
 * @template T
 * @param {string} directory the lock folder
 * @param {(line: string) => void} log
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(directory, log, body) {
  await acquire(directory, log);
  const release = () => {
    if (ownerOf(directory) === process.pid) rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', release);
  try {
    return await body();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

async function acquire(directory, log) {
  let said = false;
  while (!tryAcquire(directory)) {
    const owner = ownerOf(directory);
    if (owner === undefined) continue;
    if (!isAlive(owner)) {
      takeAway(directory, owner);
      continue;
    }
    if (!said) log(`Waiting for another setup (process ${owner}); if that is none, delete ${directory}`);
    said = true;
    await sleep(POLL_MS);
  }
}

/** A renamed folder appears with its owner already inside, so nobody ever sees a lock without one. */
function tryAcquire(directory) {
  const own = `${directory}.${process.pid}`;
  mkdirSync(dirname(directory), { recursive: true });
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  writeFileSync(join(own, 'pid'), String(process.pid));
  try {
    renameSync(own, directory);
    return true;
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes(error.code)) return false;
    throw error;
  }
}

/** Of several that see the same dead owner only one wins the rename; whoever caught a newer lock puts it back. */
function takeAway(directory, deadOwner) {
  const away = `${directory}.${process.pid}.stale`;
  try {
    renameSync(directory, away);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (ownerOf(away) === deadOwner) rmSync(away, { recursive: true, force: true });
  else renameSync(away, directory);
}

function ownerOf(directory) {
  try {
    return Number(readFileSync(join(directory, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
