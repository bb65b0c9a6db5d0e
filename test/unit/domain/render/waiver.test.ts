import { expect, test } from '@jest/globals';
import { waiverLine } from '../../../../domain/render/waiver.ts';
import { WAIVER } from '../../../support/waiver.ts';

test('a waiver is one loud line: what did not pass, who answers for it, when and why', () => {
  expect(waiverLine(WAIVER)).toBe('WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED. Not passed: fpr (fail), recall (not-enough-evidence). Waived by grace on 2026-01-02: the old one blocks every invoice');
  expect(waiverLine({ ...WAIVER, verdict: 'not-enough-evidence' })).toMatch(/^WAIVER: PROMOTED WITHOUT ENOUGH EVIDENCE FOR ITS GATES\./);
});
