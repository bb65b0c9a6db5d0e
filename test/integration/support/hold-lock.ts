import { readFile, writeFile } from 'node:fs/promises';
import { withFileLock } from '../../../adapters/file-lock.ts';

/** Adds one to the number in FILE under the lock, TIMES times (`hold-lock.ts LOCK FILE TIMES`); dies in the lock at `die`. */
const [lock = '', file = '', times = ''] = process.argv.slice(2);
if (times === 'die') await withFileLock(lock, () => Promise.resolve(process.kill(process.pid, 'SIGKILL')));
for (let n = 0; n < Number(times); n += 1) {
  await withFileLock(lock, async () => writeFile(file, String(Number(await readFile(file, 'utf8')) + 1)));
}
