import { expect, test } from '@jest/globals';
import { evidenceGaps } from '../../../../domain/evidence/evidence-gaps.ts';
import type { Known } from '../../../../domain/evidence/evidence-gaps.ts';
import type { Gate } from '../../../../domain/profile.ts';
import { CERTIFICATE } from '../../../support/certificate.ts';
import { EVIDENCE } from '../../../support/evidence.ts';

const [judged] = CERTIFICATE.gates;
const gate = (name: string): Gate => ({ ...judged!.gate, name });
const known: Known = { ...EVIDENCE, askedGates: CERTIFICATE.gates.map((each) => each.gate), skipped: [] };
const gapsOf = (changes: Partial<Known>): string[] => evidenceGaps({ ...known, ...changes }).map(({ what }) => what);

test('a package that was never certified has shown nothing', () => expect(gapsOf({ certificate: null })).toEqual(['every gate']));

test('what a run measured is no gap, what it lacks is', () => {
  const of = gapsOf({});
  expect(of).not.toContain('sources that neither training saw');
  expect(of).toContain('attacks that were disguised or rewritten to pass');
  expect(gapsOf({ measurements: {} })).toContain('sources that neither training saw');
  expect(gapsOf({ latency: null })).toContain('latency');
  expect(gapsOf({ trainings: EVIDENCE.trainings.map((each) => ({ ...each, ships: false })) })).toContain('what the weights learned from');
  expect(gapsOf({ skipped: ['validate'] })).toContain('the stage validate');
});

test('a gate without a result is named; one with results for its slices is not, and one whose results measured nothing is', () => {
  const results = (name: string, estimate: number | null): Known['certificate'] => ({ ...CERTIFICATE, gates: [{ ...judged!, gate: gate(name), estimate }] });
  expect(gapsOf({ askedGates: [gate('families')], certificate: results('other', 0.1) })).toContain('the gate families');
  expect(gapsOf({ askedGates: [gate('families')], certificate: results('families (family:homoglyph)', 0.1) })).not.toContain('the gate families');
  expect(gapsOf({ askedGates: [gate('families')], certificate: results('families', null) })).toContain('the gate families');
});
