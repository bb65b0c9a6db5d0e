import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAlias } from '../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../activities/engine/registry.ts';
import { promote, registerBootstrap } from '../../../activities/promote.ts';
import type { PromoteInput } from '../../../activities/promote.ts';
import { resolveChampion } from '../../../activities/resolve-champion.ts';
import { bench, refTo } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const version = (packageId: string): ModelVersion => ({ packageId, files: { model: refTo('m'), tokenizer: refTo('t'), honeJson: refTo('h') }, weights: null, evidenceHash: 'evidence' });
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

  test('of two at once lets one win', async () => {
    const results = await Promise.allSettled([promote(at.ports)(input('one')), promote(at.ports)(input('two'))]);
    expect(results).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'HONE_CONFLICT' } }]);
    expect(await champion()).toBe('one');
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
