import { z } from 'zod';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { parseWith } from './problems.ts';
import { rule } from './rule.ts';
import type { Same } from './same.ts';

/**
 * The taxonomy of false positives from JSON: checked and typed.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseTaxonomy(json: unknown): Taxonomy {
  return parseWith(taxonomySchema, json, 'the taxonomy');
}

const name = z.string().min(1).max(100);

const category = z.strictObject({
  name,
  description: z.string().max(500),
  dataCategories: z.array(name),
  attackCategories: z.array(name),
  attackSources: z.array(name),
  rules: z.array(
    z.strictObject({
      pattern: z.string().min(1).max(1000).refine(isPattern, 'Write a regular expression of JavaScript (flags iu).'),
      weight: z.number().gt(0).max(100),
    }),
  ),
});

export const taxonomySchema = z.strictObject({
  schema: z.literal(1),
  confidenceFloor: z.number().min(0).max(1),
  categories: z.array(category).min(1).check(
    rule(undefined, 'Give each category a name of its own.', (categories) => distinct(categories.map((each) => each?.name))),
    rule(undefined, 'List each data category under one category only.', (categories) => distinct(categories.flatMap((each) => each?.dataCategories ?? []))),
  ),
});

/** The schema and `Taxonomy` are one type: a difference is a compile error here. */
export const taxonomySchemaIsTaxonomy: Same<z.infer<typeof taxonomySchema>, Taxonomy> = true;

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}

function distinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}
