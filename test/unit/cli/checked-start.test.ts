import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openStore } from '../../../adapters/open-store.ts';
import { readSettings } from '../../../adapters/settings.ts';
import type { Settings } from '../../../adapters/settings.ts';
import { checkedStart } from '../../../cli/checked-start.ts';

let home: string;
let settings: Settings;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'hone-home-'));
  settings = readSettings({ HONE_HOME: home });
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('checkedStart', () => {
  test('makes a request of the options, signed by who runs the command', async () => {
    const [request, options] = await checkedStart(settings, { profile: 'hybrid', set: ['train.epochs=3', 'seed=9'], falsePositives: 'file:fp.jsonl', refresh: ['plan'], reason: 'why' });
    expect(request).toEqual({ profile: 'hybrid', overrides: { train: { epochs: 3 }, seed: 9 }, falsePositives: { uri: 'file:fp.jsonl' }, refresh: ['plan'], reason: 'why', requestedBy: expect.any(String) });
    expect(options).toEqual({ memo: { startedBy: request.requestedBy } });
  });

  test('a request for a plan with pilots says so', async () => {
    expect((await checkedStart(settings, { pilot: true }))[0]).toEqual({ pilot: true, requestedBy: expect.any(String) });
  });

  test('nothing at all is the sample profile', async () => {
    expect((await checkedStart(settings, {}))[0]).toEqual({ requestedBy: expect.any(String) });
  });

  test.each([
    [{ set: ['train.epochs=0'] }, 'overrides.train.epochs: 0 is not valid.'],
    [{ set: ['cuts.trafficTuning=0.9'] }, 'cuts.trafficTuning: 0.9 is not valid. trafficCertification and trafficTuning must sum to less than 1'],
    [{ profile: 'nope' }, 'profile: "nope" is not valid.'],
    [{ resumeFrom: 'nope' }, 'resumeFrom: "nope" is not valid.'],
    [{ refresh: ['trian'] }, '(did you mean train?)'],
    [{ falsePositives: 'fp.jsonl' }, 'falsePositives.uri: "fp.jsonl" is not valid.'],
    [{ idempotencyKey: '' }, 'idempotencyKey: "" is not valid.'],
    [{ idempotencyKey: 'a b' }, 'idempotencyKey: "a b" is not valid. Write 1 to 255 visible ASCII characters.'],
  ])('refuses %j', async (options, why) => {
    await expect(checkedStart(settings, options)).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining(why) });
  });

  test('an earlier request is judged with the changes on top', async () => {
    await openStore(settings).write('runs/old/request.json', Buffer.from(JSON.stringify({ overrides: { cuts: { trafficTuning: 0.5 } } })));
    expect((await checkedStart(settings, { resumeFrom: 'old' }))[0]).toMatchObject({ resumeFrom: 'old' });
    await expect(checkedStart(settings, { resumeFrom: 'old', set: ['cuts.trafficCertification=0.6'] })).rejects.toThrow('must sum to less than 1');
  });

  test('a key names the run, and the request is told from others by its content', async () => {
    const once = async (idempotencyKey: string, set: string[]) => (await checkedStart(settings, { idempotencyKey, set }))[1].once;
    const first = await once('nightly-1', ['train.epochs=3', 'seed=9']);
    expect(first!.run).toMatch(/^hone-[0-9a-f]{32}$/);
    expect(await once('nightly-1', ['seed=9', 'train.epochs=3'])).toEqual(first);
    expect((await once('nightly-1', ['seed=8']))!).toEqual({ run: first!.run, requestHash: expect.not.stringMatching(first!.requestHash) });
    expect((await once('nightly-2', []))!.run).not.toBe(first!.run);
  });
});
