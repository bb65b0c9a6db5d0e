import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putText } from '../../../../activities/engine/artifacts.ts';
import { dropManifest, outcomeOf, publishManifest, readManifest, verifiedManifest } from '../../../../activities/engine/manifests.ts';
import type { Manifest } from '../../../../activities/engine/manifests.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function manifest(madeBy: string): Promise<Manifest> {
  const outputs = { plan: await putText(at.ports, 'the plan'), recommendation: await putText(at.ports, 'go on') };
  const identity = { unit: 'plan', version: 1, parameters: {}, inputs: {} } as const;
  return { schema: 1, key: 'k1', identity, outputs, summary: { strategy: 'x' }, headline: 'planned', madeBy, startedAt: '2026-01-01T00:00:00.000Z', finishedAt: '2026-01-01T00:00:01.000Z' };
}

describe('manifests', () => {
  test('are written once: a loser adopts the winner\'s', async () => {
    const [first, second] = [await manifest('run-1'), await manifest('run-2')];
    expect(await publishManifest(at.ports, first)).toEqual(first);
    expect(await publishManifest(at.ports, second)).toEqual(first);
    expect(await readManifest(at.ports, 'plan', 'k1')).toEqual(first);
    expect(await at.store.list('manifests/')).toEqual(['manifests/plan/k1.json']);
  });

  test('of the same key belong to their unit', async () => {
    await publishManifest(at.ports, await manifest('run-1'));
    expect(await readManifest(at.ports, 'train', 'k1')).toBeUndefined();
  });

  test('are trusted while every artifact has its bytes', async () => {
    const published = await publishManifest(at.ports, await manifest('run-1'));
    expect(await verifiedManifest(at.ports, 'plan', 'k1')).toEqual({ manifest: published });
    expect(await verifiedManifest(at.ports, 'plan', 'k2')).toEqual({});
  });

  test.each([['missing', undefined], ['corrupt', 'tampered']] as const)('are dropped when an artifact is %s, which is named', async (fault, bytes) => {
    const { outputs } = await publishManifest(at.ports, await manifest('run-1'));
    const key = outputs.recommendation!.uri.slice('store:'.length);
    if (bytes) at.store.objects.set(key, { bytes: Buffer.from(bytes), tag: 'x' });
    else at.store.objects.delete(key);
    expect(await verifiedManifest(at.ports, 'plan', 'k1')).toEqual({ fault: `artifact recommendation is ${fault}` });
    expect(await at.store.list('')).toEqual([outputs.plan!.uri.slice('store:'.length)]);
  });

  test('can be dropped, and travel without their provenance', async () => {
    const published = await publishManifest(at.ports, await manifest('run-1'));
    const { key, outputs, summary, headline } = published;
    expect(outcomeOf(published)).toEqual({ key, outputs, summary, headline });
    await dropManifest(at.ports, 'plan', 'k1');
    expect(await readManifest(at.ports, 'plan', 'k1')).toBeUndefined();
  });
});
