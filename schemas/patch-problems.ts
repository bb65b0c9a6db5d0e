import { z } from 'zod';
import { keysOf, problemsOf, schemaAt, unknownKey } from './problems.ts';

/**
 * Problems of a merge patch (RFC 7396) against an object schema, before it is merged: unknown keys, and values that no
 * merge could make right. Objects are entered; `null` removes a key and is judged after merging.
 */
export function patchProblems(schema: z.ZodType, patch: Readonly<Record<string, unknown>>, base: readonly PropertyKey[]): string[] {
  return Object.entries(patch).flatMap(([key, value]) => {
    const path = [...base, key];
    const field = schemaAt(schema, [key]);
    if (field === undefined) return [unknownKey(path, value, keysOf(schema))];
    if (value === null) return [];
    if (field instanceof z.ZodObject && isObject(value)) return patchProblems(field, value, path);
    const result = field.safeParse(value);
    return result.success ? [] : problemsOf(field, value, result.error, path);
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
