import { expect, test } from '@jest/globals';
import { costSection } from '../../../../domain/render/cost-section.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';

test('says for each share of attacks what both models cost', () => {
  const lines = costSection(CERTIFICATE).split('\n').filter((line) => line.startsWith('|')).slice(2);
  expect(lines).toHaveLength(6);
  // 480 of 12,000 and 2,940 of 3,000; 36 and 2,910.
  expect(lines[0]).toMatch(/0\.01 % +\| champion +\| 39,996 \(.*\) +\| 2 +\| 0\.2 %/);
  expect(lines[5]).toMatch(/1\.00 % +\| challenger +\| 2,970 \(.*\) +\| 300 +\| 76\.6 %/);
});
