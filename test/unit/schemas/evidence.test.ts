import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { evidenceJsonSchema, evidenceSchema, parseEvidence } from '../../../schemas/evidence.ts';
import { EVIDENCE } from '../../support/evidence.ts';

test('docs/evidence.schema.json is what scripts/write-evidence-schema.ts writes', () => {
  expect(readFileSync(new URL('../../../docs/evidence.schema.json', import.meta.url), 'utf8')).toBe(evidenceJsonSchema());
});

test('evidence parses, whole', () => expect(parseEvidence(JSON.parse(JSON.stringify(EVIDENCE)))).toEqual(EVIDENCE));

test.each([
  ['a key that nobody knows', { ...EVIDENCE, extra: 1 }],
  ['a text beside a regression', { ...EVIDENCE, certificate: { ...EVIDENCE.certificate, newlyMissed: [{ id: 'm', source: 's', champion: 1, challenger: 0, text: 'a prompt' }] } }],
  ['an earlier version', { ...EVIDENCE, schema: 1 }],
  ['a hash that is none', { ...EVIDENCE, sets: [{ ...EVIDENCE.sets[0]!, source: 'abc' }] }],
])('%s does not', (_what, changed) => expect(evidenceSchema.safeParse(changed).success).toBe(false));
