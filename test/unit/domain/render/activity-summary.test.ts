import { expect, test } from '@jest/globals';
import { activitySummary } from '../../../../domain/render/activity-summary.ts';

test.each([
  [{ request: { stage: 'mine' as const } }, 'mine'],
  [{ rows: { rows: 90 }, range: { from: 0, to: 50 } }, 'rows 0–50'],
  [{ rows: { rows: 90 } }, '90 rows'],
  [{ model: 'guard', alias: 'champion' }, 'guard · champion'],
  [{ score: { 'fold-3': {} } }, 'scores fold-3'],
  [{ request: { stage: 'mine' as const }, range: { from: 0, to: 2500 }, rows: { rows: 9000 } }, 'mine · rows 0–2500'],
  [{ rows: { rows: 9000 } }, '9000 rows'],
  [{ inputs: { train: { rows: 2300 } } }, '2300 rows to learn'],
  [{ model: 'guard', alias: 'champion' }, 'guard · champion'],
  [{}, ''],
])('%j is shown as "%s"', (input, summary) => expect(activitySummary(input)).toBe(summary));
