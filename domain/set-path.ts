import type { Json, JsonObject } from './artifact-ref.ts';
import { invalidInput } from './errors.ts';

/**
 * One `--set` option as a merge patch (RFC 7396): `train.epochs=3` becomes `{train: {epochs: 3}}`. The value is read as
 * JSON (number, boolean, null, quoted text, list, object) and, where it is not JSON, taken as text. `null` removes a key.
 * @throws HoneError HONE_INVALID_INPUT without `=`, on an empty key, or on a list index (lists are replaced whole).
 */
export function parseSetPath(option: string): JsonObject {
  const at = option.indexOf('=');
  if (at < 1) throw invalidInput('set', option, 'Write path=value, for example train.epochs=3.');
  const keys = option.slice(0, at).split('.').map((key) => key.trim());
  if (keys.includes('')) throw invalidInput('set', option, 'Write keys separated by single dots, for example train.epochs=3.');
  const index = keys.findIndex((key) => /^\d+$/.test(key));
  if (index !== -1) {
    const list = keys.slice(0, index).join('.') || 'gates';
    throw invalidInput('set', option, `A list is replaced whole: write ${list}=[…] with all its entries.`);
  }
  return nest(keys, parseValue(option.slice(at + 1)));
}

function nest(keys: readonly string[], value: Json): JsonObject {
  const [key = '', ...rest] = keys;
  return Object.fromEntries([[key, rest.length === 0 ? value : nest(rest, value)]]);
}

function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
