import type { Waiver } from '../../domain/waiver.ts';

/** What grace wrote about one failing and one unproven gate. */
export const WAIVER: Waiver = {
  by: 'grace', why: 'the old one blocks\nevery invoice', at: '2026-01-02T03:04:05.000Z', run: 'hone-sample-1', packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'fail',
  gates: [{ gate: 'fpr', verdict: 'fail', sentence: '2 of 100 are too many' }, { gate: 'recall', verdict: 'not-enough-evidence', sentence: '9 more rows would do' }],
};
