import { AUGMENTATION_SAMPLES } from '../../domain/augmentation-samples.ts';
import type { Database } from '../../domain/ports/tables.ts';

/** `sample`: what is scored and whose words are compared; `families`: what is embedded. Both with the sources of what they hold. */
export const SAMPLES = ['sample', 'families'] as const;
export type SampleName = (typeof SAMPLES)[number];

/**
 * Makes the tables `sample` and `families` of the tables `variations` and `sources`, by MD5 of ids: the same ones on every machine,
 * and mostly the same sources for every method.
 *
 * - `sample`: of the first sources of each method and label one variation each, so that no source counts twice;
 * - `families`: the first sources with some variations of each method.
 */
export async function drawSamples(database: Database, seed: number): Promise<void> {
  const { scored, embeddedSources, embeddedPerMethod, embeddedTexts } = AUGMENTATION_SAMPLES;
  // Places by ids alone: texts stay where they are.
  const places = `
    SELECT id, "sourceId", method, label,
      row_number() OVER (PARTITION BY method, "sourceId" ORDER BY md5(concat_ws('|', ${Math.trunc(seed)}, 'variation', id)), id) AS place
    FROM variations`;
  await database.run(`CREATE TABLE places AS ${places}`);
  await database.run(`
    CREATE TABLE sampled AS SELECT id, "sourceId" FROM places WHERE place = 1
    QUALIFY row_number() OVER (PARTITION BY method, label ORDER BY ${sourceRank(seed, 'sample')}) <= ${scored}`);
  await database.run(`
    CREATE TABLE near AS
    WITH few AS (SELECT id, "sourceId" FROM places WHERE place <= ${embeddedPerMethod}),
      ranked AS (
        SELECT "sourceId", row_number() OVER (ORDER BY ${sourceRank(seed, 'embed')}) AS place, sum(count(*) + 1) OVER (ORDER BY ${sourceRank(seed, 'embed')}) AS texts
        FROM few GROUP BY "sourceId")
    SELECT few.id, few."sourceId" FROM few JOIN ranked USING ("sourceId") WHERE ranked.place <= ${embeddedSources} AND ranked.texts <= ${embeddedTexts}`);
  await database.run(`CREATE TABLE sample AS ${withSources('sampled')}`);
  await database.run(`CREATE TABLE families AS ${withSources('near')}`);
}

function sourceRank(seed: number, salt: string): string {
  return `md5(concat_ws('|', ${Math.trunc(seed)}, '${salt}', "sourceId")), "sourceId"`;
}

function withSources(chosen: string): string {
  return `
    SELECT variations.* EXCLUDE (position, "textHash") FROM variations WHERE id IN (SELECT id FROM ${chosen})
    UNION ALL BY NAME SELECT * FROM sources WHERE id IN (SELECT "sourceId" FROM ${chosen})`;
}
