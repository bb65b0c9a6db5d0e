import { expect, test } from '@jest/globals';
import { stageLabel } from '../../../domain/stage-label.ts';

test('a stage has its name in the first round, and the round before it in any other', () => {
  expect([stageLabel({ stage: 'train' }), stageLabel({ stage: 'train', round: 1 }), stageLabel({ stage: 'train', round: 2 })]).toEqual(['train', 'train', 'r2-train']);
});
