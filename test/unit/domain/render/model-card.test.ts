import { expect, test } from '@jest/globals';
import { renderModelCard } from '../../../../domain/render/model-card.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';

const PACKAGE = { packageId: 'abc'.padEnd(64, '0'), threshold: 0.73119, maxTokens: 128 };

test('a certified package: how to use it, and what was measured of it', () => {
  const card = renderModelCard({ ...PACKAGE, certificate: CERTIFICATE });
  for (const line of [
    '# Prompt-injection classifier abc000000000',
    `- Package: \`${PACKAGE.packageId}\``,
    '- Rule: malicious when the score is at least 0.7312; texts are cut at 128 tokens',
    '| false-positive rate | 4.00 % (480 of 12,000; 3.66–4.37 %) | 0.30 % (36 of 12,000; 0.22–0.42 %) |',
    'Certification set `5e7000000000`: 12000 benign and 3000 malicious rows in 14000 groups; look 2 of 10.',
    `- **recall** (blocks): pass. ${CERTIFICATE.gates[1]!.sentence}`,
  ]) expect(card.split('\n')).toContain(line);
});

test('a package with a temperature says what its scores mean; another does not', () => {
  const error = { expectedCalibrationError: 0, brierScore: 0 };
  const both = { before: error, after: error };
  const calibration = { temperature: 1.069, rows: { benign: 1, malicious: 1 }, atHalf: both, asMeasured: { prevalence: 0.5, ...both }, corrected: both };
  const card = renderModelCard({ ...PACKAGE, certificate: { ...CERTIFICATE, calibration } });
  expect(card.split('\n')).toContain('- Scores: the logits are divided by 1.069; they are probabilities where half of the texts are attacks, too high where fewer are');
  expect(renderModelCard({ ...PACKAGE, certificate: CERTIFICATE })).not.toContain('logits');
});

test('a bootstrapped package says that nothing was measured', () => {
  const card = renderModelCard({ ...PACKAGE, certificate: null });
  expect(card).toContain('No evidence: this package was bootstrapped from a training set and never certified.');
  expect(card).not.toMatch(/%|Certification set `/);
});
