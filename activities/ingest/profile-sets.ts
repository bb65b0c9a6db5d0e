import type { JsonObject } from '../../domain/artifact-ref.ts';
import { countBy } from '../../domain/count-by.ts';
import type { Database } from '../../domain/ports/tables.ts';
import { SET_NAMES } from '../../domain/sets.ts';
import type { SetName } from '../../domain/sets.ts';
import { histogramAuc } from '../../domain/statistics/histogram-auc.ts';
import type { ClassCounts } from '../../domain/statistics/histogram-auc.ts';
import { TRIGGER_PATTERN } from '../../domain/trigger-words.ts';
import { firstRow, numberOf } from './first-row.ts';

/** What a stage's outcome keeps of the profile: small, whatever the data is. */
export interface SetsSummary {
  /** By set; `unseen` and extra sets where the run has such. */
  readonly rows: Readonly<Record<SetName, number> & Record<string, number>>;
  readonly labels: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
  readonly groups: number;
  readonly largestGroup: number;
  readonly moved: number;
  /** Area under the ROC curve of a prompt's length alone; near 0.5, length does not tell the label. */
  readonly lengthAuc: { readonly training: number | null; readonly evaluation: number | null };
}

export interface SetsProfile extends SetsSummary {
  readonly sets: JsonObject;
  /** Templates chain: the largest groups with their sets. */
  readonly largestGroups: readonly JsonObject[];
}

/** A profile of each set in the table `kept`, `more` than the usual ones included: counts, lengths, languages, trigger words, and what length alone tells. */
export async function profileSets(database: Database, more: readonly string[] = []): Promise<SetsProfile> {
  const labels = await counts(database, `SELECT "set" || ': ' || label AS name, count(*) AS count FROM kept GROUP BY name ORDER BY name`);
  const largestGroups = await largest(database);
  const sets: Record<string, JsonObject> = {};
  for (const set of [...SET_NAMES, ...more]) sets[set] = await profileOf(database, set);
  return {
    rows: Object.fromEntries(Object.entries(sets).map(([set, { rows }]) => [set, Number(rows)])) as Record<SetName, number>,
    labels,
    rejected: await counts(database, `SELECT "set" || ': ' || reason AS name, count(*) AS count FROM rejected GROUP BY name ORDER BY name`),
    groups: await numberOf(database, 'SELECT count(*) FROM (SELECT DISTINCT root FROM members)'),
    largestGroup: Number(largestGroups[0]?.rows ?? 0),
    moved: await numberOf(database, 'SELECT count(*) FROM moved'),
    lengthAuc: { training: histogramAuc(await lengths(database, `"set" = 'training'`)), evaluation: histogramAuc(await lengths(database, `"set" IN ('traffic', 'attacks')`)) },
    sets,
    largestGroups,
  };
}

async function profileOf(database: Database, set: string): Promise<JsonObject> {
  const figures = await firstRow(
    database,
    `SELECT count(*) AS rows, count(*) FILTER (WHERE regexp_matches(text, '${TRIGGER_PATTERN}')) AS triggers, (SELECT count(*) FROM (SELECT DISTINCT root FROM members WHERE "set" = '${set}')) AS groups
     FROM kept WHERE "set" = '${set}'`,
  );
  return {
    rows: figures.rows!,
    groups: figures.groups!,
    characters: quantilesOf(await lengths(database, `"set" = '${set}'`)),
    withTriggerWord: figures.triggers!,
    sources: await counts(database, `SELECT source AS name, count(*) AS count FROM kept WHERE "set" = '${set}' GROUP BY name ORDER BY count DESC, name LIMIT ${NAMES_KEPT}`),
    languages: await languages(database, set),
  };
}

/** The smallest lengths that hold each share of the rows; 0 without rows. */
function quantilesOf(histogram: readonly ClassCounts[]): JsonObject {
  const total = histogram.reduce((sum, { benign, malicious }) => sum + benign + malicious, 0);
  const at = (share: number): number => {
    let passed = 0;
    return histogram.find(({ benign, malicious }) => (passed += benign + malicious) >= share * total)?.value ?? 0;
  };
  return { p5: at(0.05), p50: at(0.5), p95: at(0.95), longest: histogram.at(-1)?.value ?? 0 };
}

/** The languages of a sample chosen by hash; `unsure`: too short, or like several. */
async function languages(database: Database, set: string): Promise<JsonObject> {
  const { eld } = await import('eld/small');
  const found: string[] = [];
  for await (const rows of database.query<{ text: string }>(`SELECT text FROM kept WHERE "set" = '${set}' ORDER BY "textHash", ordinal LIMIT ${LANGUAGE_SAMPLE}`)) {
    for (const { text } of rows) {
      const detected = eld.detect(text.slice(0, 1_000));
      found.push(detected.isReliable() ? detected.language : 'unsure');
    }
  }
  const byCount = Object.entries(countBy(found, (language) => language)).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return { sampled: found.length, counts: Object.fromEntries(byCount.slice(0, NAMES_KEPT)) };
}

const LANGUAGE_SAMPLE = 2_000;
const NAMES_KEPT = 50;

async function largest(database: Database): Promise<JsonObject[]> {
  const groups: JsonObject[] = [];
  const top = 'SELECT root, count(*) AS n FROM members GROUP BY root ORDER BY n DESC, root LIMIT 5';
  for await (const rows of database.query<{ id: string; set: string; n: number }>(
    `SELECT rows.id, members."set", count(*) AS n, top.n AS size, top.root FROM (${top}) top JOIN members USING (root) JOIN rows ON rows.ordinal = top.root GROUP BY ALL ORDER BY size DESC, root, members."set"`,
  )) {
    for (const { id, set, n } of rows) {
      const last = groups.at(-1);
      if (last?.group === id) groups[groups.length - 1] = { ...last, rows: Number(last.rows) + n, bySet: { ...(last.bySet as JsonObject), [set]: n } };
      else groups.push({ group: id, rows: n, bySet: { [set]: n } });
    }
  }
  return groups;
}

/** How many rows have each length, in ascending order: small, where DuckDB's own quantiles would hold every row in memory. */
async function lengths(database: Database, where: string): Promise<ClassCounts[]> {
  const histogram: ClassCounts[] = [];
  const sql = `SELECT length(text) AS value, count(*) FILTER (WHERE label = 'benign') AS benign, count(*) FILTER (WHERE label = 'malicious') AS malicious FROM kept WHERE ${where} GROUP BY value ORDER BY value`;
  for await (const rows of database.query<ClassCounts>(sql)) histogram.push(...rows);
  return histogram;
}

async function counts(database: Database, sql: string): Promise<Record<string, number>> {
  const found: [string, number][] = [];
  for await (const rows of database.query<{ name: string; count: number }>(sql)) found.push(...rows.map(({ name, count }): [string, number] => [name, count]));
  return Object.fromEntries(found);
}
