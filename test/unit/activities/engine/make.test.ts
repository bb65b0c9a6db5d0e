import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putText } from '../../../../activities/engine/artifacts.ts';
import { acquireLease } from '../../../../activities/engine/leases.ts';
import { makeStage, makeUnit } from '../../../../activities/engine/make.ts';
import type { Made, Workshop } from '../../../../activities/engine/make.ts';
import { readManifest } from '../../../../activities/engine/manifests.ts';
import type { Lease, StageJob, StageOutcome } from '../../../../domain/stages.ts';
import { bench, inActivity, jobFor, refTo } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
let job: StageJob;
beforeEach(async () => {
  at = await bench();
  job = await jobFor(at, { stage: 'plan', parameters: { seed: 7 }, inputs: { training: refTo('t') } });
});
afterEach(() => at.close());

const attempts = (): Promise<string[]> => readdir(join(at.directory, 'cache', 'work')).catch(() => []);
const madeOf = async (text: string): Promise<Made> => ({ outputs: { plan: await putText(at.ports, text) }, summary: { n: 1 }, headline: 'planned' });
const stage = (make: (workshop: Workshop) => Promise<Made>, given = job): Promise<StageOutcome> => inActivity(() => makeStage(at.ports, given, make));

describe('makeStage', () => {
  test('publishes a manifest with identity, outputs, maker and times', async () => {
    const outcome = await stage(() => madeOf('a plan'));
    expect(outcome).toMatchObject({ key: job.lease.key, summary: { n: 1 }, headline: 'planned' });
    const manifest = (await readManifest(at.ports, 'plan', outcome.key))!;
    expect(manifest).toMatchObject({ ...outcome, schema: 1, madeBy: 'run-1', identity: { unit: 'plan', parameters: { seed: 7 }, inputs: { training: 't' } } });
    expect(Date.parse(manifest.finishedAt)).toBeGreaterThanOrEqual(Date.parse(manifest.startedAt));
  });

  test('works in an empty folder of its own, which is gone afterwards', async () => {
    let seen: string[] = ['not run'];
    await stage(async ({ directory }) => {
      seen = await readdir(directory);
      await writeFile(join(directory, 'scratch'), 'x');
      expect(await attempts()).toHaveLength(1);
      return madeOf('a plan');
    });
    expect([seen, await attempts()]).toEqual([[], []]);
  });

  test('removes the folder and leaves no manifest when it fails, and keeps the lease for the retry', async () => {
    const failing = stage(async ({ directory }) => {
      await writeFile(join(directory, 'scratch'), 'x');
      throw new Error('no luck');
    });
    await expect(failing).rejects.toThrow('no luck');
    expect([await attempts(), await at.store.list('manifests/')]).toEqual([[], []]);
    expect(await acquireLease(at.store, job.lease.key, 'run-2', 1000)).toMatchObject({ holder: 'run-1' });
  });

  test('gives the lease back when it is done', async () => {
    await stage(() => madeOf('a plan'));
    expect(await acquireLease(at.store, job.lease.key, 'run-2', 1000)).toEqual({ token: 2 });
  });

  test('adopts a result that is there already: nothing is made twice', async () => {
    const first = await stage(() => madeOf('a plan'));
    const second = await stage(() => Promise.reject(new Error('made again')), { ...job, lease: { ...job.lease, owner: 'run-2' } });
    expect(second).toEqual(first);
  });

  test('adopts the winner\'s result when two make it at once', async () => {
    const lease2 = { ...job.lease, owner: 'run-2' };
    const [first, second] = await Promise.all([
      stage(() => madeOf('one plan')),
      stage(async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return madeOf('another plan');
      }, { ...job, lease: lease2 }),
    ]);
    expect(second).toEqual(first);
    expect((await readManifest(at.ports, 'plan', first.key))!.madeBy).toBe('run-1');
  });

  test('is done even if the lease was lost at the very end: the result is a function of its key', async () => {
    const outcome = await stage(async () => {
      await acquireLease(at.store, job.lease.key, 'run-2', 1000, Date.now() + 3_600_000);
      return madeOf('a plan');
    });
    expect(outcome.headline).toBe('planned');
    expect(await acquireLease(at.store, job.lease.key, 'run-3', 1000)).toMatchObject({ holder: 'run-2' });
  });
});

describe('makeUnit', () => {
  const work = (from: number) => ({ unit: 'score-chunk', parameters: { from, to: from + 10 }, inputs: { rows: refTo('r') } }) as const;
  const unit = (from: number, lease: Lease = job.lease): Promise<StageOutcome> => inActivity(() => makeUnit(at.ports, work(from), lease, () => madeOf(`rows from ${from} by ${lease.owner}`)));

  test('gives every unit its own key under the stage\'s lease', async () => {
    const [first, second] = [await unit(0), await unit(10)];
    expect(new Set([first.key, second.key, job.lease.key]).size).toBe(3);
    expect(await at.store.list('manifests/score-chunk/')).toHaveLength(2);
    expect(await acquireLease(at.store, job.lease.key, 'run-2', 1000)).toMatchObject({ holder: 'run-1' });
  });

  test('makes again what another run made when a refresh is under way, but only once', async () => {
    const first = await unit(0);
    const refreshing = { ...job.lease, owner: 'run-2', token: 2, refresh: true };
    const second = await unit(0, refreshing);
    expect(second.outputs).not.toEqual(first.outputs);
    expect((await readManifest(at.ports, 'score-chunk', first.key))!.madeBy).toBe('run-2');
    const third = await inActivity(() => makeUnit(at.ports, work(0), refreshing, () => Promise.reject(new Error('made again'))));
    expect(third).toEqual(second);
  });

  test('makes again what has lost an artifact', async () => {
    const { outputs } = await unit(0);
    await at.store.remove(outputs.plan!.uri.slice('store:'.length));
    const again = await unit(0);
    expect(await at.store.size(again.outputs.plan!.uri.slice('store:'.length))).toBe('rows from 0 by run-1'.length);
  });
});
