import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stage or unit that a worker made, as its log tells. Reused ones are not in there. */
export interface MadeUnit {
  readonly unit: string;
  readonly key: string;
  readonly run: string;
  readonly time: string;
}

/** Everything the workers of a stack made so far, oldest first. */
export async function madeUnits(logs: string): Promise<MadeUnit[]> {
  const texts = await Promise.all(['pipeline', 'gpu'].map((worker) => readFile(join(logs, `${worker}.log`), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line.includes('"msg":"made"')).map((line) => JSON.parse(line) as MadeUnit)).sort((a, b) => (a.time < b.time ? -1 : 1));
}
