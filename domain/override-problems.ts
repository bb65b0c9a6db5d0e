import { nearest } from './nearest.ts';

/**
 * What is wrong with a merge patch over a stage's parameters, a sentence each: a key that is not there, with the nearest one
 * that is, and a value of another kind. Tables of numbers, such as an allocation by category, may get new keys.
 */
export function overrideProblems(parameters: object, overrides: object, path = 'overrides'): string[] {
  const known = new Map<string, unknown>(Object.entries(parameters));
  const isTable = path !== 'overrides' && [...known.values()].every((value) => typeof value === 'number');
  return Object.entries(overrides).flatMap(([key, value]: [string, unknown]) => {
    const place = `${path}.${key}`;
    if (!known.has(key)) return unknownKey(place, nearest(key, [...known.keys()]), [...known.keys()], isTable);
    const now = known.get(key);
    if (isObject(now) && isObject(value)) return overrideProblems(now, value, place);
    return value === null || now === null || kindOf(now) === kindOf(value) ? [] : [`${place}: ${JSON.stringify(value)} is not valid. It is ${JSON.stringify(now)} now; write ${kindOf(now)}.`];
  });
}

function unknownKey(place: string, meant: string | undefined, known: readonly string[], isTable: boolean): string[] {
  if (meant !== undefined) return [`${place}: there is no such parameter; did you mean ${meant}?`];
  return isTable ? [] : [`${place}: there is no such parameter; known here: ${known.join(', ')}.`];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'number' ? 'a number' : typeof value === 'boolean' ? 'true or false' : 'text';
}
