import { z } from 'zod';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';

type Path = readonly PropertyKey[];

/**
 * Checks JSON by a schema. @throws HoneError HONE_INVALID_INPUT with one line for each problem: path, value and remedy;
 * unknown keys with the nearest known one.
 */
export function parseWith<S extends z.ZodType>(schema: S, json: unknown, what: string): z.output<S> {
  const result = schema.safeParse(json);
  if (!result.success) throw problemsError(problemsOf(schema, json, result.error), what);
  return result.data;
}

/** All problems as one error. */
export function problemsError(problems: readonly string[], what: string): HoneError {
  const title = problems.length === 1 ? `There is a problem with ${what}:` : `There are ${problems.length} problems with ${what}:`;
  return new HoneError('HONE_INVALID_INPUT', [title, ...problems.map((problem) => `  ${problem}`)].join('\n'));
}

/** One line for each problem of a failed check. `base` is the path of `json` within what the user wrote. */
export function problemsOf(schema: z.ZodType, json: unknown, error: z.ZodError, base: Path = []): string[] {
  return error.issues.flatMap((issue) => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey([...path, key], valueAt(json, [...issue.path, key]), keysOf(schemaAt(schema, issue.path))));
    }
    const value = valueAt(json, issue.path);
    return [invalidInput(showPath(path), value, remedyOf(issue, value, schemaAt(schema, issue.path))).message];
  });
}

/** The line for a key that the schema does not have. */
export function unknownKey(path: Path, value: unknown, known: readonly string[]): string {
  const meant = nearest(String(path.at(-1)), known);
  return invalidInput(showPath(path), value, `There is no such key${meant === undefined ? `; known here: ${known.join(', ')}.` : `; did you mean ${meant}?`}`).message;
}

/** The schema of the value at a path, as far as the path is known. */
export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  const inner = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return inner;
  if (inner instanceof z.ZodObject) {
    const field: unknown = typeof step === 'string' && Object.hasOwn(inner.shape, step) ? inner.shape[step] : undefined;
    return field instanceof z.ZodType ? schemaAt(field, rest) : undefined;
  }
  return inner instanceof z.ZodArray && inner.element instanceof z.ZodType ? schemaAt(inner.element, rest) : undefined;
}

/** Keys an object schema knows; none of any other schema. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unwrap(schema: z.ZodType): z.ZodType {
  const inner: unknown = schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodType ? inner : schema;
}

/** What to write instead. Schemas with a message of their own say it themselves. */
function remedyOf(issue: z.core.$ZodIssue, value: unknown, field: z.ZodType | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
      return `Write ${field instanceof z.ZodNumberFormat ? KINDS['int'] : (KINDS[issue.expected] ?? issue.expected)}.`;
    case 'too_small':
      return issue.origin === 'string' ? 'Write some text.' : `Write a number ${issue.inclusive === false ? 'greater than' : 'of at least'} ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'string' ? `Write at most ${issue.maximum} characters.` : `Write a number ${issue.inclusive === false ? 'less than' : 'of at most'} ${issue.maximum}.`;
    case 'invalid_value':
      return oneOf(issue.values.map(String), value);
    default:
      return issue.message;
  }
}

function oneOf(values: readonly string[], value: unknown): string {
  const meant = typeof value === 'string' ? nearest(value, values) : undefined;
  return `Write ${values.length === 1 ? values.join() : `one of ${values.join(', ')}`}${meant === undefined ? '' : ` (did you mean ${meant}?)`}.`;
}

function valueAt(json: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined), json);
}

/** `gates[0].limit`; the whole document is `(root)`. */
function showPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('') || '(root)';
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};
