import { expect, test } from '@jest/globals';
import { baselineSection } from '../../../../domain/render/baseline-section.ts';
import { BASELINE } from '../../../support/baseline.ts';

const lines = baselineSection(BASELINE).split('\n');

test.each([
  'At its deployed threshold of 0.5; each set by itself, no certification rows among them.',
  '| false-positive rate, natural traffic (mining pool) | 4.18 % (4,179 of 100,000; 4.06–4.30 %) |',
  '| false-positive rate, natural traffic (tuning slice) | 4.00 % (400 of 10,000; 3.63–4.40 %) |',
  '| false-positive rate, hard negatives | not measured |',
  '| recall (tuning attacks) | 97.00 % (291 of 300; 94.40–98.41 %) |',
  '| F1 | 0.5879 (10,300 rows, 2.9 % of them malicious) |',
  '| ROC-AUC | 0.9812 (10,300 rows) |',
  '| calibration | expected error 0.0312, Brier 0.0254 (10,300 rows, 2.9 % of them malicious) |',
  'The 4,179 flagged prompts of traffic fall in 3,000 groups: 50 % in 900, 80 % in 2,164, 95 % in 2,791 of them. Not trained on as benign: 12 flagged prompts that look like known attacks and wait for review, and 3 that people ruled out.',
  'Moving the &lt;threshold&gt; alone is not enough.',
  `| recall | blocks | pass | ${BASELINE.control.gates[1]!.sentence} |`,
])('says: %s', (line) => expect(lines).toContain(line));

test('where nothing was flagged and no threshold could be placed, it says so', () => {
  const text = baselineSection({ ...BASELINE, coverage: { rows: 0, groups: 0, points: [] }, control: { ...BASELINE.control, gates: [] } });
  expect(text).toContain('No traffic was flagged.');
  expect(text).not.toContain('| gate |');
});
