import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { evidenceJsonSchema, evidenceSchema, parseEvidence } from '../../../schemas/evidence.ts';
import { EVIDENCE } from '../../support/evidence.ts';

test('docs/evidence.schema.json is what scripts/write-evidence-schema.ts writes', () => {
  expect(readFileSync(new URL('../../../docs/evidence.schema.json', import.meta.url), 'utf8')).toBe(evidenceJsonSchema());
});

test('the evidence of the sample run in docs/examples is of that schema, and its document names its hash', () => {
  const example = (name: string): Buffer => readFileSync(new URL(`../../../docs/examples/sample-run/${name}`, import.meta.url));
  const evidence = parseEvidence(JSON.parse(example('evidence.json').toString()));
  expect(evidence.certificate).toMatchObject({ verdict: 'pass' });
  expect(example('evidence.md').toString()).toContain(createHash('sha256').update(example('evidence.json')).digest('hex'));
});

test('evidence parses, whole', () => expect(parseEvidence(JSON.parse(JSON.stringify(EVIDENCE)))).toEqual(EVIDENCE));

test.each([
  ['a key that nobody knows', { ...EVIDENCE, extra: 1 }],
  ['a text beside a regression', { ...EVIDENCE, certificate: { ...EVIDENCE.certificate, newlyMissed: [{ id: 'm', source: 's', champion: 1, challenger: 0, text: 'a prompt' }] } }],
  ['an earlier version', { ...EVIDENCE, schema: 1 }],
  ['a hash that is none', { ...EVIDENCE, sets: [{ ...EVIDENCE.sets[0]!, source: 'abc' }] }],
])('%s does not', (_what, changed) => expect(evidenceSchema.safeParse(changed).success).toBe(false));
