import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAlias } from '../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../activities/engine/registry.ts';
import { promote, registerBootstrap } from '../../../activities/promote.ts';
import type { PromoteInput } from '../../../activities/promote.ts';
import { readJson } from '../../../activities/engine/artifacts.ts';
import { resolveChampion } from '../../../activities/resolve-champion.ts';
import type { Waiver } from '../../../domain/waiver.ts';
import { bench } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

let files: ModelVersion['files'];
beforeEach(async () => void (files = await at.package('m', 0.5)));

const version = (packageId: string): ModelVersion => ({ packageId, files, weights: null, evidenceHash: 'evidence' });
const input = (packageId: string): PromoteInput => ({ model: 'guard', version: version(packageId.padEnd(64, '0')), move: { by: 'ada', reason: 'fewer false positives', run: 'run-1' } });
const champion = async (): Promise<string | undefined> => (await readAlias(at.store, 'guard', 'champion'))?.packageId.replace(/0+$/, '');
const history = async (): Promise<unknown[]> => (await at.store.list('registry/guard/history/')).map((key) => JSON.parse(Buffer.from(at.store.objects.get(key)!.bytes).toString()) as unknown);

describe('promote', () => {
  test('makes the package the champion, and says so when it is already', async () => {
    expect(await promote(at.ports)(input('one'))).toEqual({ packageId: 'one'.padEnd(64, '0'), headline: 'one000000000 is guard@champion' });
    expect(await promote(at.ports)(input('one'))).toMatchObject({ headline: 'one000000000 is already guard@champion' });
    expect([await champion(), (await history()).length]).toEqual(['one', 1]);
    expect(await history()).toMatchObject([{ by: 'ada', reason: 'fewer false positives', run: 'run-1', evidenceHash: 'evidence' }]);
  });

  test('registers a waiver with package, version and history, in words that nobody overlooks', async () => {
    const waiver: Waiver = { by: 'grace', why: 'the old one blocks invoices', at: '2026-01-02T03:04:05.000Z', run: 'run-1', packageId: 'one', evidenceHash: 'evidence', verdict: 'fail', gates: [{ gate: 'fpr', verdict: 'fail', sentence: 'too many' }] };
    const given = input('one');
    const promotion = await promote(at.ports)({ ...given, move: { ...given.move, waiver } });
    expect(promotion.headline).toBe('one000000000 is guard@champion BY WAIVER, its gates did not pass');
    expect(await readJson(at.ports, promotion.waiver!)).toEqual({ schema: 1, model: 'guard', ...waiver });
    expect(await readAlias(at.store, 'guard', 'champion')).toEqual({ ...given.version, waiver, attachments: { 'waiver.json': promotion.waiver } });
    expect(await history()).toMatchObject([{ to: given.version.packageId, waiver }]);
    // A retry of the activity says the same of the waiver.
    expect((await promote(at.ports)({ ...given, move: { ...given.move, waiver } })).waiver).toEqual(promotion.waiver);
  });

  test('refuses a package whose files are gone meanwhile', async () => {
    await at.store.remove(files.model.uri.slice('store:'.length));
    await expect(promote(at.ports)(input('one'))).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
    expect(await champion()).toBeUndefined();
  });

  test('of two at once lets one win', async () => {
    const results = await Promise.allSettled([promote(at.ports)(input('one')), promote(at.ports)(input('two'))]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'HONE_CONFLICT' } });
    expect(await champion()).toBe(results[0].status === 'fulfilled' ? 'one' : 'two');
    expect(await history()).toHaveLength(1);
  });
});

describe('registerBootstrap', () => {
  test('makes the first champion, for the reason bootstrap, and never replaces one', async () => {
    await registerBootstrap(at.ports)(input('one'));
    await registerBootstrap(at.ports)(input('two'));
    expect(await champion()).toBe('one');
    expect(await history()).toMatchObject([{ to: 'one'.padEnd(64, '0'), from: null, reason: 'bootstrap' }]);
  });
});

describe('resolveChampion', () => {
  test('finds what the alias points to', async () => {
    await promote(at.ports)(input('one'));
    expect(await resolveChampion(at.ports)({ model: 'guard', alias: 'champion' })).toEqual(version('one'.padEnd(64, '0')));
  });

  test('says what to write when there is none', async () => {
    await expect(resolveChampion(at.ports)({ model: 'guard', alias: 'champion' })).rejects.toMatchObject({
      code: 'HONE_INVALID_INPUT',
      message: 'champion: "alias:champion" names no model of guard. Write "bootstrap" to make the first one.',
    });
  });
});
