import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { profileJsonSchema } from '../../../schemas/profile-json-schema.ts';

const text = readFileSync(new URL('../../../profiles/profile.schema.json', import.meta.url), 'utf8');

test('profiles/profile.schema.json is what scripts/write-profile-schema.ts writes', () => expect(text).toBe(profileJsonSchema()));

test('it refuses unknown keys, and knows ranges', () => {
  expect(JSON.parse(text)).toMatchObject({
    type: 'object',
    additionalProperties: false,
    properties: { train: { additionalProperties: false, properties: { epochs: { type: 'integer', minimum: 1 }, learningRate: { exclusiveMinimum: 0 } } } },
  });
});
