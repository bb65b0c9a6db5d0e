import type { z } from 'zod';
import { HoneError } from '../domain/errors.ts';
import { problemsOf } from '../schemas/problems.ts';

/** A value and the line it came from, counted from 1. */
export interface JsonLine<T> {
  readonly line: number;
  readonly value: T;
}

export interface JsonLines<T> {
  readonly lines: readonly JsonLine<T>[];
  readonly problems: readonly string[];
}

/**
 * Values from JSON lines that people wrote, checked by a schema; empty lines are passed over. Problems name lines and fields, and
 * repeat the values of fields in `shown` only: the others hold what a customer wrote.
 */
export function parseJsonLines<T>(content: string, schema: z.ZodType<T>, remedy: string, shown: readonly string[] = []): JsonLines<T> {
  const lines: JsonLine<T>[] = [];
  const problems: string[] = [];
  for (const [index, text] of content.split('\n').entries()) {
    const line = index + 1;
    if (text.trim() === '') continue;
    const json = jsonOf(text);
    const result = schema.safeParse(json);
    if (json === undefined) problems.push(`line ${line} is not JSON. ${remedy}`);
    else if (result.success) lines.push({ line, value: result.data });
    else problems.push(...problemsOf(schema, withheld(json, shown), result.error).map((problem) => `line ${line}: ${problem}`));
  }
  return { lines, problems };
}

const MOST_PROBLEMS = 10;

/** The first problems of a file, and what became of it. */
export function linesError(name: string, problems: readonly string[], outcome: string): HoneError {
  const more = problems.length > MOST_PROBLEMS ? [`  and ${problems.length - MOST_PROBLEMS} more`] : [];
  return new HoneError('HONE_INVALID_INPUT', [`${name}: ${outcome}, because these lines are malformed:`, ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`), ...more].join('\n'));
}

/** Undefined where it is none: JSON has no undefined. */
function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The same fields, without what stands in them. */
function withheld(json: unknown, shown: readonly string[]): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return '(withheld)';
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, shown.includes(key) ? (value as unknown) : '(withheld)']));
}
