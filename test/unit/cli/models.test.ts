import { expect, test } from '@jest/globals';
import { moveAlias, requireModel } from '../../../activities/engine/registry.ts';
import type { ModelVersion } from '../../../activities/engine/registry.ts';
import { describeModel } from '../../../cli/models.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { refTo } from '../../support/stage-bench.ts';
import { WAIVER } from '../../support/waiver.ts';

const version = (packageId: string): ModelVersion => ({ packageId, files: { model: refTo('m'), tokenizer: refTo('t'), honeJson: refTo('h') }, weights: null, evidenceHash: null });

test('a model is its aliases, what was waived where nobody overlooks it, and its moves', async () => {
  const store = new MemoryStore();
  const move = { by: 'ada', reason: 'read it', run: 'run-1' };
  await moveAlias(store, 'guard', 'champion', version('one'), move);
  await moveAlias(store, 'guard', 'champion', { ...version('two'), waiver: WAIVER }, { ...move, waiver: WAIVER });
  const lines = describeModel(await requireModel(store, 'guard')).split('\n');
  expect(lines.map((line) => line.replace(/\d{4}-\d\d-\d\dT\S+/, 'time'))).toEqual([
    'guard',
    '  champion  two  WAIVER, see below',
    '  previous  one',
    expect.stringMatching(/^ {2}two WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED\. Not passed: fpr \(fail\), .* Waived by grace/),
    '  moves',
    '  1  time  champion  one  by ada: read it (run-1)',
    '  2  time  champion  two  by ada: read it (run-1), BY WAIVER',
  ]);
});
