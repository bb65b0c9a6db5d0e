import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidInput } from '../domain/errors.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { parseTaxonomy } from '../schemas/taxonomy.ts';

const PATH = 'data/taxonomy.json';

/** The project's taxonomy of false positives. @throws HoneError HONE_INVALID_INPUT when there is none, or none that is valid. */
export async function storedTaxonomy(projectDirectory: string): Promise<Taxonomy> {
  const text = await readFile(join(projectDirectory, PATH), 'utf8').catch(() => {
    throw invalidInput('taxonomy', PATH, 'There is no such file in the project folder; take the one Hone comes with.');
  });
  return parseTaxonomy(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidInput('taxonomy', PATH, `It is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
}
