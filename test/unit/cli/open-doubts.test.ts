import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DOUBT_COLUMNS } from '../../../activities/engine/doubts.ts';
import type { Doubt } from '../../../activities/engine/doubts.ts';
import { decide, textHashOf } from '../../../activities/engine/reviews.ts';
import { openDoubts } from '../../../cli/open-doubts.ts';
import type { StageName } from '../../../domain/stages.ts';
import { runView, stageView } from '../../support/run-view.ts';
import { bench, row } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

const doubt = (id: string, score: number, fields: Partial<Doubt> = {}): Doubt => ({ ...row({ id }), score, reason: `why ${id}`, ...fields });

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

async function leaves(stage: StageName, key: string, doubts: readonly Doubt[]): Promise<void> {
  await at.store.write(`manifests/${stage}/${key}.json`, Buffer.from(JSON.stringify({ outputs: { doubts: await at.table<Doubt>(DOUBT_COLUMNS, doubts) } })));
}

const VIEW = runView({ stages: [stageView({ stage: 'audit', key: 'a' }), stageView({ stage: 'mine', key: 'm', state: 'hit' })] });
const found = async (): Promise<[string, string][]> => (await openDoubts(at.store, at.ports.tables, 'r', VIEW)).map((open) => [open.doubt.id, open.stage]);

describe('openDoubts', () => {
  test('are those of audit and mine, the clearest contradictions first', async () => {
    await leaves('audit', 'a', [doubt('b1', 0.991), doubt('m1', 0.001, { label: 'malicious' }), doubt('b2', 0.999_5)]);
    await leaves('mine', 'm', [doubt('f1', 0.995)]);
    expect(await found()).toEqual([['b2', 'audit'], ['m1', 'audit'], ['f1', 'mine'], ['b1', 'audit']]);
    const [first] = await openDoubts(at.store, at.ports.tables, 'r', VIEW);
    expect(first).toEqual({ textHash: textHashOf('text of b2'), stage: 'audit', doubt: doubt('b2', 0.999_5) });
  });

  test('name each text once, and none that is decided on', async () => {
    await leaves('audit', 'a', [doubt('b1', 0.99), doubt('b2', 0.98, { text: 'TEXT  of b1' }), doubt('b3', 0.97)]);
    await leaves('mine', 'm', [doubt('b3', 0.9)]);
    await decide(at.store, textHashOf('text of b3'), 'drop', 'ada');
    expect(await found()).toEqual([['b1', 'audit']]);
  });

  test('of a run that has ended are in the store', async () => {
    await leaves('audit', 'a', [doubt('b1', 0.99)]);
    await at.store.write('runs/r/report.json', Buffer.from(JSON.stringify({ view: VIEW, parts: {} })));
    expect((await openDoubts(at.store, at.ports.tables, 'r', null)).map((open) => open.doubt.id)).toEqual(['b1']);
  });

  test('of a run without doubts are none', async () => {
    await leaves('audit', 'a', []);
    expect(await found()).toEqual([]);
  });
});
