import { readFileSync } from 'node:fs';

/** A shipped profile's JSON, unchecked. */
export function profileJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../profiles/${name}.json`, import.meta.url), 'utf8'));
}
