import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkpoints } from '../../../../activities/engine/checkpoints.ts';
import type { Checkpoints } from '../../../../activities/engine/checkpoints.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const holder = (token: number): Checkpoints => checkpoints(at.ports, { key: 'key', owner: `run-${token}`, token, refresh: false });

/** Saves a checkpoint of one step whose files say the step. */
async function save(kept: Checkpoints, step: number, text = `weights of ${step}`): Promise<void> {
  const folder = join(at.directory, `made-${step}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.safetensors'), text);
  await writeFile(join(folder, 'state.json'), `{"step":${step}}`);
  kept.save(folder, step);
  await kept.settled();
}

/** The model text of what a new attempt would resume from. */
async function fetched(kept = holder(9)): Promise<string | undefined> {
  const folder = await kept.fetchLatest(join(at.directory, `resume-${Math.random()}`));
  return folder && readFile(join(folder, 'model.safetensors'), 'utf8');
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
    const folder = (await holder(2).fetchLatest(join(at.directory, 'resume')))!;
    expect([folder, (await readdir(folder)).sort()]).toEqual([join(at.directory, 'resume', 'step-30'), ['model.safetensors', 'state.json']]);
    expect(await readFile(join(folder, 'state.json'), 'utf8')).toBe('{"step":30}');
    expect(await at.store.list('checkpoints/key/')).toEqual([
      'checkpoints/key/latest.json',
      'checkpoints/key/step-20/model.safetensors',
      'checkpoints/key/step-20/state.json',
      'checkpoints/key/step-30/model.safetensors',
      'checkpoints/key/step-30/state.json',
    ]);
  });

  test('uploads that are asked for at once happen one after another', async () => {
    const kept = holder(1);
    for (const step of [10, 20]) {
      await mkdir(join(at.directory, `${step}`));
      await writeFile(join(at.directory, `${step}`, 'model.safetensors'), `weights of ${step}`);
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
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'model.safetensors'), `weights of ${step}`);
      kept.save(folder, step);
      await rm(folder, { recursive: true });
      if (step === 10) while (seen.length === 0) await new Promise((wake) => setTimeout(wake, 1));
    }
    await kept.settled();
    expect(seen).toEqual(['step-10', 'step-30']);
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
    expect(await at.store.list('checkpoints/')).toHaveLength(3);
    expect(await fetched(other)).toBe('weights of 10');
  });
});
