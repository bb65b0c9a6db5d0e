import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putText } from '../../../../activities/engine/artifacts.ts';
import { makeStage } from '../../../../activities/engine/make.ts';
import { openStage, releaseStage } from '../../../../activities/engine/open-stage.ts';
import type { OpenStageInput } from '../../../../activities/engine/open-stage.ts';
import type { Lease, OpenedStage, StageOutcome, StageRequest } from '../../../../domain/stages.ts';
import { bench, inActivity, refTo } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

const request: StageRequest = { stage: 'train', parameters: { seed: 7, epochs: 1 }, inputs: { train: refTo('a'), tuning: refTo('b') } };

let at: Bench;
beforeEach(async () => void (at = await bench({ leaseMs: 100 })));
afterEach(() => at.close());

const open = (changes: Partial<OpenStageInput> = {}): Promise<OpenedStage> => openStage(at.ports)({ request, owner: 'run-1', profile: 'sample', refresh: false, ...changes });

async function miss(changes: Partial<OpenStageInput> = {}): Promise<{ lease: Lease; reason: string }> {
  const opened = await open(changes);
  if (opened.state !== 'miss') throw new Error(`expected a miss, not ${opened.state}: ${opened.reason}`);
  return opened;
}

/** Makes the stage under a lease; its one artifact is `text`. */
function make(lease: Lease, text = 'weights', changed: StageRequest = request): Promise<StageOutcome> {
  return inActivity(() => makeStage(at.ports, { request: changed, lease }, async () => ({ outputs: { weights: await putText(at.ports, text) }, summary: { rate: 1 }, headline: 'trained' })));
}

describe('a miss', () => {
  test('of a stage never made comes with the lease to make it', async () => {
    const { lease, reason } = await miss();
    expect(reason).toBe('never made before');
    expect(lease).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}$/), owner: 'run-1', token: 1, refresh: false });
  });

  test('says when it was asked for before and never finished', async () => {
    await miss();
    expect(await miss()).toMatchObject({ reason: 'not finished before', lease: { token: 2 } });
  });

  test.each<[string, StageRequest]>([
    ['input tuning changed', { ...request, inputs: { ...request.inputs, tuning: refTo('c') } }],
    ['parameter epochs changed', { ...request, parameters: { seed: 7, epochs: 2 } }],
    ['input train changed; parameter seed changed', { ...request, inputs: { ...request.inputs, train: refTo('c') }, parameters: { seed: 8, epochs: 1 } }],
  ])('names what is not as it was: %s', async (reason, changed) => {
    await make((await miss()).lease);
    expect(await miss({ request: changed })).toMatchObject({ reason });
  });

  test('names the trainer, and a version', async () => {
    await make((await miss()).lease);
    at.trainer.hash = 'trainer-2';
    expect(await miss()).toMatchObject({ reason: 'the trainer changed' });
    const stored = (await at.store.read('last/sample/train.json'))!;
    await at.store.write('last/sample/train.json', Buffer.from(Buffer.from(stored.bytes).toString().replace('"version":1', '"version":0').replace('trainer-2', 'trainer-3')));
    at.trainer.hash = 'trainer-3';
    expect(await miss()).toMatchObject({ reason: 'version 0 → 1' });
  });

  test('compares with what the same profile asked for last', async () => {
    await make((await miss()).lease);
    expect(await miss({ profile: 'other', request: { ...request, parameters: {} } })).toMatchObject({ reason: 'never made before' });
  });
});

describe('a hit', () => {
  test('has the outcome, and says who made it', async () => {
    const made = await make((await miss()).lease);
    expect(await open()).toEqual({ state: 'hit', outcome: made, reason: 'made by this run; 1 artifact verified' });
    expect(await open({ owner: 'run-2', profile: 'other' })).toMatchObject({ state: 'hit', reason: 'made by run run-1; 1 artifact verified' });
  });

  test.each([['is missing', undefined], ['is corrupt', 'tampered']])('is none when an artifact %s: the stage is made again', async (fault, bytes) => {
    const { outputs, key } = await make((await miss()).lease);
    const stored = outputs.weights!.uri.slice('store:'.length);
    if (bytes) at.store.objects.set(stored, { bytes: Buffer.from(bytes), tag: 'x' });
    else at.store.objects.delete(stored);
    const { lease, reason } = await miss({ owner: 'run-2' });
    expect(reason).toBe(`artifact weights ${fault}`);
    expect(await at.store.list('manifests/')).toEqual([]);
    await make(lease);
    expect(await open()).toMatchObject({ state: 'hit', outcome: { key }, reason: 'made by run run-2; 1 artifact verified' });
  });
});

describe('refresh', () => {
  test('makes a stage again once per run', async () => {
    await make((await miss()).lease);
    const { lease, reason } = await miss({ owner: 'run-2', refresh: true });
    expect([reason, lease.refresh]).toEqual(['refresh was asked for', true]);
    expect(await at.store.list('manifests/')).toEqual([]);
    await make(lease, 'new weights');
    expect(await open({ owner: 'run-2', refresh: true })).toMatchObject({ state: 'hit', reason: 'made by this run; 1 artifact verified' });
    expect(await miss({ owner: 'run-3', refresh: true })).toMatchObject({ reason: 'refresh was asked for' });
  });

  test('leaves the result alone while another run makes it', async () => {
    await make((await miss()).lease);
    const { lease } = await miss({ owner: 'run-2', refresh: true });
    await make(lease);
    await miss({ owner: 'run-3', refresh: true });
    expect(await open({ owner: 'run-4', refresh: true })).toMatchObject({ state: 'busy', holder: 'run-3' });
  });
});

describe('busy', () => {
  test('while another run holds the lease, and taken over when that expires', async () => {
    const { lease } = await miss();
    expect(await open({ owner: 'run-2' })).toEqual({ state: 'busy', holder: 'run-1', retryAfterMs: 3000, reason: 'run run-1 is making it' });
    await new Promise((resolve) => setTimeout(resolve, 110));
    expect(await miss({ owner: 'run-2' })).toMatchObject({ lease: { key: lease.key, owner: 'run-2', token: 2 } });
  });

  test('no longer once the lease was given back; giving back a lost lease is nothing', async () => {
    const { lease } = await miss();
    await releaseStage(at.ports)(lease);
    expect(await miss({ owner: 'run-2' })).toMatchObject({ lease: { token: 2 } });
    await releaseStage(at.ports)(lease);
    expect(await open({ owner: 'run-3' })).toMatchObject({ state: 'busy', holder: 'run-2' });
  });

  test('giving back says when the store is away', async () => {
    const { lease } = await miss();
    at.store.refuse = true;
    await expect(releaseStage(at.ports)(lease)).rejects.toMatchObject({ code: 'HONE_STORE_UNAVAILABLE' });
  });
});
