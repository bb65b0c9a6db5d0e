import { expect, test } from '@jest/globals';
import type { EvidenceDocument } from '../../../../domain/evidence/evidence-document.ts';
import { renderEvidence } from '../../../../domain/render/evidence-document.ts';
import { EVIDENCE } from '../../../support/evidence.ts';
import { WAIVER } from '../../../support/waiver.ts';

const HASH = 'e'.repeat(64);
const document: EvidenceDocument = { evidenceHash: HASH, evidence: EVIDENCE, release: { run: 'hone-sample-1', verdict: 'promoted', waitsForApproval: false, moves: [{ alias: 'champion', at: '2026-01-03T00:00:00Z', by: 'ada', reason: 'read | it', evidenceHash: HASH }] } };
const text = renderEvidence(document);

test('names the package, the run and its own hash', () => {
  expect(text).toContain(`# Evidence for prompt-injection classifier ${EVIDENCE.packageId.slice(0, 12)}`);
  expect(text).toContain(`its SHA-256 is \`${HASH}\``);
  expect(text).toContain('`hone verify hone-sample-1`');
});

test('claims each gate with n, interval and bound', () => {
  expect(text).toContain('Every gate that can stop a release passed.');
  expect(text).toContain('on 12,000 honest prompts and 3,000 attacks');
  expect(text).toMatch(/\| false-positive-rate \| blocks \| pass \| 0\.3 % \(36 of 12,000 rows, 95 % interval .*\); the upper bound .* at 99\.5 % confidence is under the limit of 1 %: pass\. \|/);
  expect(text).toContain('This was look 2 of 10 declared');
});

test('every section of claims ends with the check that makes it again', () => {
  for (const section of text.split(/\n(?=## )/).filter((each) => /^## (What is claimed|On what data|How it was made|Against)/.test(each))) expect(section).toMatch(/\[[a-z-]+(, [a-z-]+)*\]/);
  for (const line of text.split('\n').filter((each) => /^- (Trained|The threshold|Conversion|Latency)/.test(each))) expect(line).toMatch(/\[[a-z-]+(, [a-z-]+)*\]\.$/);
});

test('says which round was taken, and of merged weights between which models they lie', () => {
  expect(text).toContain('- The run tried 2 rounds by itself and took round 2, chosen on tuning and test rows: every gate passes [evidence-figures].');
  const merge = { key: HASH, share: 0.3, first: 'a'.repeat(64), second: 'b'.repeat(64), weights: HASH };
  expect(renderEvidence({ ...document, evidence: { ...EVIDENCE, merge } })).toContain('- Its weights lie between two models, a share of 0.3 of the second: `aaaaaaaaaaaa` and `bbbbbbbbbbbb` [evidence-figures].');
});

test('says what got worse by id, and which slices lost most, those that gained not among them', () => {
  expect(text).toContain('1 attacks that the champion caught and this model lets pass, by id with both scores: m-1 (0.91 → 0.42)');
  expect(text).toContain('No honest prompts that only this model blocks');
  expect(text).toContain('| unseen | all | attacks caught | 90.0 % (90 of 100; ');
  expect(text).toContain('source:worse');
  expect(text).not.toContain('source:better');
  expect(text).toContain('unseen 0.8100 → 0.8750 (100 attacks, 50 honest; difference 95 % 0.0200 to 0.1100)');
});

test('says what was not tested, who approved, and leaves room to sign', () => {
  expect(text).toContain('- **whole conversations**: A text is judged by itself.');
  expect(text).toContain('ada made it champion on 2026-01-03 on this evidence: read \\| it');
  expect(text).toContain('| name | role | decision | date | signature |');
});

test('nobody approved yet, other evidence, a waiver: each in words', () => {
  const release = (changes: Partial<EvidenceDocument['release']>): string => renderEvidence({ ...document, release: { ...document.release, moves: [], ...changes } });
  expect(release({ waitsForApproval: true, verdict: null })).toContain('Nobody yet: it waits for approval.');
  expect(release({ verdict: 'rejected' })).toContain('Nobody: it is not in service (the run ended as rejected).');
  expect(release({ run: 'hone-2' })).toContain('Run hone-2 took over this result');
  const [move] = document.release.moves;
  expect(release({ moves: [{ ...move!, evidenceHash: 'f'.repeat(64) }] })).toContain('on other evidence, `ffffffffffff`');
  expect(release({ moves: [{ ...move!, waiver: WAIVER }] })).toContain('WAIVER: PROMOTED ALTHOUGH ITS GATES FAILED');
});

test('of a package that was never certified claims nothing', () => {
  const bare = renderEvidence({ ...document, evidence: { ...EVIDENCE, certificate: null, champion: null, measurements: {} } });
  expect(bare).toContain('Nothing: package');
  expect(bare).not.toContain('## Against the model in service');
});

test('says what part of the error allowance each bound has, and by which method it is', () => {
  expect(text).toContain('each bound on a rate or difference measured on them has one part in 10 of the error allowance.');
  expect(text).not.toContain('Bounds on other sets');
  expect(text).toContain("exact (Clopper–Pearson), those of paired differences are Tango's score bounds");
  const [gate] = EVIDENCE.certificate!.gates;
  const certificate = { ...EVIDENCE.certificate!, gates: [{ ...gate!, gate: { ...gate!.gate, set: 'adversarial' } }] };
  expect(renderEvidence({ ...document, evidence: { ...EVIDENCE, certificate } })).toContain('Bounds on other sets have all of theirs');
});
