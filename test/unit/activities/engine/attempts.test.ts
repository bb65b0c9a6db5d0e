import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { attemptPrefix, inAttemptFolder, sweepAttempts } from '../../../../activities/engine/attempts.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const work = (): string => join(at.directory, 'cache', 'work');
const HOURS = 3_600_000;

/** A folder with something in it, last touched so long ago. */
async function folder(name: string, ageMs = 0): Promise<string> {
  const place = join(work(), name);
  await mkdir(join(place, 'checkpoints'), { recursive: true });
  await writeFile(join(place, 'checkpoints', 'weights'), 'half of th');
  const then = new Date(Date.now() - ageMs);
  await utimes(place, then, then);
  return name;
}

function sleeper(): ChildProcess & { readonly pid: number } {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('sleep did not start');
  return Object.assign(child, { pid: child.pid });
}

describe('sweepAttempts', () => {
  test('removes what a killed process left, and says so; what a living one works in stays', async () => {
    const [killed, living] = [sleeper(), sleeper()];
    const names = [await folder(`${attemptPrefix(killed.pid)}aaaaaa`, 9 * HOURS), await folder(`${attemptPrefix(living.pid)}bbbbbb`, 9 * HOURS)];
    try {
      await sweepAttempts(at.ports);
      expect(await readdir(work())).toEqual([...names].sort());
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      await sweepAttempts(at.ports);
      expect(await readdir(work())).toEqual([names[1]]);
      expect(at.log.lines).toEqual([{ level: 'info', fields: { folder: names[0] }, message: 'removed what a killed worker left' }]);
    } finally {
      living.kill('SIGKILL');
    }
  });

  test('takes a folder of its own process id for its predecessor\'s only if it is older than the process', async () => {
    await folder(`${attemptPrefix(process.pid)}before`, process.uptime() * 1000 + HOURS);
    await inAttemptFolder(at.ports, async (directory) => {
      await sweepAttempts(at.ports);
      expect((await readdir(work())).map((name) => join(work(), name))).toEqual([directory]);
    });
    expect(await readdir(work())).toEqual([]);
  });

  test('leaves those of other machines and containers alone unless nobody touched them for an hour', async () => {
    const fresh = await folder('attempt-0123456789ab-1-cccccc', HOURS / 2);
    await folder('attempt-0123456789ab-1-dddddd', 2 * HOURS);
    await folder('attempt-eeeeee', 2 * HOURS);
    await sweepAttempts(at.ports);
    expect(await readdir(work())).toEqual([fresh]);
  });

  test('finds nothing to do where nobody has worked yet', async () => {
    await sweepAttempts(at.ports);
    expect(at.log.lines).toEqual([]);
  });
});
