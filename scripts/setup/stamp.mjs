import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Whether a step's result is the one its lock file asks for. The stamp is a hash over the lock file, the platform (a
 * checkout may be copied between machines) and `extra`. It lies inside the folder it vouches for, so both go together,
 * and it is written last, so a half-made folder has none.
 */
export function isStamped(stampFile, lockFile, extra = '') {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === stampOf(lockFile, extra);
}

export function writeStamp(stampFile, lockFile, extra = '') {
  writeFileSync(stampFile, `${stampOf(lockFile, extra)}\n`);
}

function stampOf(lockFile, extra) {
  return createHash('sha256').update(`${process.platform}-${process.arch}\n${extra}\n`).update(readFileSync(lockFile)).digest('hex');
}
