import { z } from 'zod';
import type { SmokeTest } from '../domain/smoke-test.ts';
import { parseWith } from './problems.ts';
import type { Same } from './same.ts';

/** A package's `smoke.json`, checked and typed. @throws HoneError HONE_INVALID_INPUT */
export function parseSmokeTest(json: unknown): SmokeTest {
  return parseWith(smokeTestSchema, json, 'smoke.json');
}

const share = z.number().min(0).max(1);

const smokeTestSchema = z.strictObject({
  schema: z.literal(1),
  tolerance: share,
  pairs: z.array(z.strictObject({ text: z.string(), label: z.enum(['benign', 'malicious']), score: share })).min(1),
});

/** The schema and `SmokeTest` are one type: a difference is a compile error here. */
export const smokeTestSchemaIsSmokeTest: Same<z.infer<typeof smokeTestSchema>, SmokeTest> = true;
