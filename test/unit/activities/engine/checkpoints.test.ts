import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkpoints } from '../../../../activities/engine/checkpoints.ts';
import type { Checkpoints } from '../../../../activities/engine/checkpoints.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';
import { writeCheckpoint } from '../../../support/trainer-checkpoint.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const holder = (token: number): Checkpoints => checkpoints(at.ports, { key: 'key', owner: `run-${token}`, token, refresh: false });

/** Saves a checkpoint of one step whose files say the step. */
async function save(kept: Checkpoints, step: number, text = `weights of ${step}`): Promise<void> {
  const folder = join(at.directory, `made-${step}`);
  await writeCheckpoint(folder, { 'model.safetensors': text, 'state.json': `{"step":${step}}` });
  kept.save(folder, step);
  await kept.settled();
}

/** The model text of what a new attempt would resume from. */
async function fetched(kept = holder(9)): Promise<string | undefined> {
  const newest = await kept.fetchLatest(join(at.directory, `resume-${Math.random()}`));
  return newest && readFile(join(newest.directory, 'model.safetensors'), 'utf8');
}

const damage = (key: string): void => void at.store.objects.set(key, { bytes: Buffer.from('damaged'), tag: 'x' });

describe('checkpoints', () => {
  test('of a stage that has none', async () => {
    expect([await holder(1).latestStep(), await fetched()]).toEqual([undefined, undefined]);
  });

  test('the newest comes back, file by file, and the one before is kept', async () => {
    const kept = holder(1);
    for (const step of [10, 20, 30]) await save(kept, step);
    expect(await kept.latestStep()).toBe(30);
    const { directory, step } = (await holder(2).fetchLatest(join(at.directory, 'resume')))!;
    expect([directory, step, (await readdir(directory)).sort()]).toEqual([join(at.directory, 'resume', 'step-30'), 30, ['manifest.json', 'model.safetensors', 'state.json']]);
    expect(await readFile(join(directory, 'state.json'), 'utf8')).toBe('{"step":30}');
    expect(await at.store.list('checkpoints/key/')).toEqual([
      'checkpoints/key/latest.json',
      'checkpoints/key/step-20/manifest.json',
      'checkpoints/key/step-20/model.safetensors',
      'checkpoints/key/step-20/state.json',
      'checkpoints/key/step-30/manifest.json',
      'checkpoints/key/step-30/model.safetensors',
      'checkpoints/key/step-30/state.json',
    ]);
  });

  test('uploads that are asked for at once happen one after another', async () => {
    const kept = holder(1);
    for (const step of [10, 20]) {
      await writeCheckpoint(join(at.directory, `${step}`), { 'model.safetensors': `weights of ${step}` });
      kept.save(join(at.directory, `${step}`), step);
    }
    await kept.settled();
    expect(await fetched()).toBe('weights of 20');
  });

  test('one that is removed while it waits or is uploaded arrives all the same, and of those that wait only the newest', async () => {
    const kept = holder(1);
    const seen: string[] = [];
    const upload = at.store.upload.bind(at.store);
    at.store.upload = async (key, path) => {
      seen.push(key.split('/')[2]!);
      await new Promise((wake) => setTimeout(wake, 5));
      await upload(key, path);
    };
    for (const step of [10, 20, 30]) {
      const folder = join(at.directory, 'checkpoints', `step-${step}`);
      await writeCheckpoint(folder, { 'model.safetensors': `weights of ${step}` });
      kept.save(folder, step);
      await rm(folder, { recursive: true });
      if (step === 10) while (seen.length === 0) await new Promise((wake) => setTimeout(wake, 1));
    }
    await kept.settled();
    expect([...new Set(seen)]).toEqual(['step-10', 'step-30']);
    expect(await fetched()).toBe('weights of 30');
    expect(await readdir(join(at.directory, 'checkpoints'))).toEqual([]);
  });

  test.each([['damaged', damage], ['gone', (key: string) => void at.store.objects.delete(key)]])('the one before is used when a file of the newest is %s', async (_, spoil) => {
    const kept = holder(1);
    await save(kept, 10);
    await save(kept, 20);
    spoil('checkpoints/key/step-20/model.safetensors');
    expect(await fetched()).toBe('weights of 10');
    expect(at.log.lines).toEqual([{ level: 'warn', fields: { step: 20 }, message: 'a checkpoint is corrupt: the one before is used' }]);
    spoil('checkpoints/key/step-10/state.json');
    expect(await fetched()).toBeUndefined();
    expect(at.log.lines.map(({ fields, message }) => [fields, message]).slice(-3)).toEqual([
      [{ step: 20 }, 'a checkpoint is corrupt: the one before is used'],
      [{ step: 10 }, 'a checkpoint is corrupt: the one before is used'],
      [{ key: 'checkpoints/key' }, 'no checkpoint is whole: training starts anew'],
    ]);
  });

  test('the one that was resumed from in place of a corrupt one stays until there are two whole ones', async () => {
    const kept = holder(1);
    for (const step of [10, 20]) await save(kept, step);
    damage('checkpoints/key/step-20/model.safetensors');
    expect(await fetched()).toBe('weights of 10');
    await save(holder(2), 15);
    expect(await holder(2).latestStep()).toBe(15);
    damage('checkpoints/key/step-15/model.safetensors');
    expect(await fetched()).toBe('weights of 10');
    expect((await at.store.list('checkpoints/key/')).some((key) => key.includes('step-20'))).toBe(false);
  });

  test.each(['{"token":1,"newest":{"step":20,"fil', '[]', '{"token":1}', 'null'])('training starts anew when latest.json is %s, and the next checkpoint mends it', async (broken) => {
    const kept = holder(1);
    await save(kept, 10);
    at.store.objects.set('checkpoints/key/latest.json', { bytes: Buffer.from(broken), tag: 'broken' });
    expect([await kept.latestStep(), await fetched()]).toEqual([undefined, undefined]);
    expect(at.log.lines.map(({ level, message }) => [level, message])).toEqual([['warn', 'no checkpoint is whole: training starts anew']]);
    await save(kept, 5);
    expect([await kept.latestStep(), await fetched()]).toEqual([5, 'weights of 5']);
  });

  test.each<[string, (folder: string) => Promise<void>]>([
    ['a file changed since', (folder) => writeFile(join(folder, 'model.safetensors'), 'weights of 3O')],
    ['a file gone', (folder) => rm(join(folder, 'state.json'))],
    ['no manifest', (folder) => rm(join(folder, 'manifest.json'))],
    ['a manifest cut short', (folder) => writeFile(join(folder, 'manifest.json'), '{"files":{"model')],
  ])('one with %s is not kept: the one before stays the newest', async (_, spoil) => {
    const kept = holder(1);
    for (const step of [10, 20]) await save(kept, step);
    const folder = join(at.directory, 'made-30');
    await writeCheckpoint(folder, { 'model.safetensors': 'weights of 30', 'state.json': '{"step":30}' });
    await spoil(folder);
    kept.save(folder, 30);
    await kept.settled();
    expect(at.log.lines).toEqual([{ level: 'warn', fields: { step: 30 }, message: 'a checkpoint is not what the trainer wrote: the one before is kept' }]);
    expect([await kept.latestStep(), await fetched()]).toEqual([20, 'weights of 20']);
    await save(kept, 40);
    expect(await fetched()).toBe('weights of 40');
  });

  test('a step that is saved again replaces itself, not the one before', async () => {
    const kept = holder(1);
    await save(kept, 10);
    await save(kept, 20);
    await save(kept, 20, 'weights of 20, again');
    expect(await fetched()).toBe('weights of 20, again');
    damage('checkpoints/key/step-20/model.safetensors');
    expect(await fetched()).toBe('weights of 10');
    await save(kept, 30);
    expect((await at.store.list('checkpoints/key/')).some((key) => key.includes('step-10'))).toBe(false);
  });

  test('a holder with a higher token fences the one before off, and goes on from its checkpoint', async () => {
    await save(holder(1), 10);
    await save(holder(2), 20);
    await expect(save(holder(1), 30)).rejects.toMatchObject({ code: 'HONE_LEASE_LOST', message: 'Checkpoints of key are written by token 2 now.' });
    expect(await fetched()).toBe('weights of 20');
    await save(holder(2), 40);
    expect(await fetched()).toBe('weights of 40');
  });

  test('of two that write at once only one does; the other learns of it', async () => {
    const results = await Promise.allSettled([save(holder(1), 10), save(holder(1), 20)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'HONE_LEASE_LOST' } });
  });

  test('an upload that fails surfaces in settled, not in save', async () => {
    const kept = holder(1);
    await save(kept, 10);
    at.store.refuse = true;
    await expect(save(kept, 20)).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
    at.store.refuse = false;
    await expect(kept.settled()).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
    expect(await fetched()).toBe('weights of 10');
    await save(kept, 30);
    expect(await fetched()).toBe('weights of 30');
  });

  test('removeAll leaves nothing of this stage and touches no other', async () => {
    const [kept, other] = [holder(1), checkpoints(at.ports, { key: 'key2', owner: 'run-1', token: 1, refresh: false })];
    await save(kept, 10);
    await save(other, 10);
    await kept.removeAll();
    expect(await kept.latestStep()).toBeUndefined();
    expect(await at.store.list('checkpoints/')).toHaveLength(4);
    expect(await fetched(other)).toBe('weights of 10');
  });
});
