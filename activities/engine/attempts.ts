import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../ports.ts';

/**
 * Runs `body` with an empty folder of its own, removed afterwards whatever happens. Its name says which process works in it,
 * and it is touched each minute: who is killed leaves it behind, and `sweepAttempts` must not take it from the living.
 */
export async function inAttemptFolder<T>({ options }: Ports, body: (directory: string) => Promise<T>): Promise<T> {
  const parent = folderOfAttempts(options.cacheDirectory);
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, attemptPrefix(process.pid)));
  const touch = setInterval(() => void utimes(directory, new Date(), new Date()).catch(() => undefined), TOUCHED_EVERY_MS);
  try {
    return await body(directory);
  } finally {
    clearInterval(touch);
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Removes what killed workers left of their attempts. Called by a worker before it polls. A folder whose process can not be
 * asked for from here (another machine or container) counts as left when nobody touched it for an hour.
 */
export async function sweepAttempts({ options, log }: Ports): Promise<void> {
  const parent = folderOfAttempts(options.cacheDirectory);
  for (const name of await readdir(parent).catch(() => [])) {
    const directory = join(parent, name);
    try {
      if (!(await isLeft(directory, name))) continue;
      // Its trainer may still be saving: it notices the death of its parent when it reads its stdin.
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
      log.info({ folder: name }, 'removed what a killed worker left');
    } catch (error) {
      log.warn({ folder: name, error }, 'what a killed worker left could not be removed');
    }
  }
}

/** Names of this process's folders begin so: the machine, the process, then what makes them unique. */
export function attemptPrefix(pid: number): string {
  return `attempt-${machine()}-${pid}-`;
}

const TOUCHED_EVERY_MS = 60_000;
const LEFT_AFTER_MS = 3_600_000;

async function isLeft(directory: string, name: string): Promise<boolean> {
  const touchedAt = (await stat(directory)).mtimeMs;
  const [, where, pid] = /^attempt-([0-9a-f]{12})-(\d+)-/.exec(name) ?? [];
  if (where !== machine()) return touchedAt < Date.now() - LEFT_AFTER_MS;
  // A container's workers have the same few process ids again and again.
  if (Number(pid) === process.pid) return touchedAt < Date.now() - process.uptime() * 1000;
  return !isRunning(Number(pid));
}

function folderOfAttempts(cacheDirectory: string): string {
  return join(cacheDirectory, 'work');
}

/** Where process ids mean the same processes: this host and, on Linux, this container. */
function machine(): string {
  return createHash('sha256').update(`${hostname()} ${processNamespace()}`).digest('hex').slice(0, 12);
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // no Linux
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
