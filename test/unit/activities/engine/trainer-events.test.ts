import { expect, test } from '@jest/globals';
import type { ProgressReport } from '../../../../activities/engine/pulse.ts';
import { trainerEvents } from '../../../../activities/engine/trainer-events.ts';

test('the trainer\'s progress lines become reports; its other lines do not', () => {
  const reports: ProgressReport[] = [];
  const report = trainerEvents({ directory: '/d', signal: new AbortController().signal, progress: (given) => reports.push(given) });
  report({ type: 'metric', step: 1, name: 'loss', value: 0.5 });
  report({ type: 'checkpoint', step: 2, directory: '/d/2' });
  report({ type: 'result', rows_per_second: 9 });
  report({ type: 'progress', phase: 'train', done: 3, total: 9, rows_per_second: 1.5, seconds_left: 4 });
  expect(reports).toEqual([{ phase: 'train', done: 3, total: 9, rowsPerSecond: 1.5, secondsLeft: 4 }]);
});
