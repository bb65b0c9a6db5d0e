import { z } from 'zod';
import type { HoneJson } from '../domain/package.ts';
import { parseWith } from './problems.ts';
import type { Same } from './same.ts';

/**
 * A package's `hone.json`, checked and typed.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseHoneJson(json: unknown): HoneJson {
  return parseWith(honeJsonSchema, json, 'hone.json');
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.');

export const honeJsonSchema = z.strictObject({
  schema: z.literal(1),
  labels: z.tuple([z.literal('benign'), z.literal('malicious')]),
  threshold: z.number().min(0),
  maxTokens: z.int().min(3),
  calibration: z.union([z.null(), z.strictObject({ temperature: z.number().gt(0) })], { error: 'Write null, or {"temperature": T} with a number greater than 0.' }),
  normaliser: z.enum(['none', 'unicode-1']),
  precision: z.enum(['int8', 'fp32']),
  files: z.strictObject({ 'model.onnx': sha256, 'tokenizer.json': sha256 }),
});

/** The schema and `HoneJson` are one type: a difference is a compile error here. */
export const honeJsonSchemaIsHoneJson: Same<z.infer<typeof honeJsonSchema>, HoneJson> = true;
