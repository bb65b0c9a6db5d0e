import { expect, test } from '@jest/globals';
import { activitySummary } from '../../../../domain/render/activity-summary.ts';

test.each([
  [{ request: { stage: 'mine' as const } }, 'mine'],
  [{ rows: { rows: 90 }, range: { from: 0, to: 50 } }, 'rows 0–50'],
  [{ rows: { rows: 90 } }, '90 rows'],
  [{ model: 'guard', alias: 'champion' }, 'guard · champion'],
  [{ score: { 'fold-3': {} } }, 'scores fold-3'],
])('%j is shown as %j', (input, shown) => expect(activitySummary(input)).toBe(shown));
