import { invalidInput } from '../../domain/errors.ts';
import type { Database } from '../../domain/ports/tables.ts';
import type { CutSettings, UnseenSettings } from '../../domain/profile.ts';
import type { Label } from '../../domain/row.ts';
import { LEARNED_SETS } from '../../domain/sets.ts';
import { assertDisjointGroups, trafficCut } from '../../domain/splits.ts';
import { firstRow } from './first-row.ts';
import { reject } from './reject.ts';
import { isOneOf, quoted } from './sql.ts';

/** What is held out, and what decides which groups of traffic are in the mining pool. */
export interface HoldOut {
  readonly unseen: UnseenSettings;
  readonly seed: number;
  readonly cuts: CutSettings;
}

/**
 * Takes the sources of `unseen` out of everything that is learned from. A group with such a row leaves training and mining pool as
 * a whole; of it only the rows of the held-out sources become the set `unseen`, the others are rejected. Tuning and certification
 * rows of traffic stay, whatever their source. To be called once groups have their roots and sets are apart, so that nothing of
 * what stays depends on it.
 * @throws HoneError HONE_INVALID_INPUT for a source that no row has, or when a class would have nothing left to learn from.
 */
export async function holdOutSources(database: Database, { unseen, seed, cuts }: HoldOut): Promise<void> {
  for (const label of LABELS) await refuseUnknown(database, label, unseen[label]);
  await database.run(`CREATE TABLE held AS SELECT members.ordinal, members."set", members.root FROM members JOIN rows USING (ordinal) WHERE members.${LEAVING} AND (${LABELS.map((label) => `rows.label = '${label}' AND ${isOneOf('rows.source', unseen[label])}`).join(' OR ')})`);
  await collectPool(database, seed, cuts);
  await database.run(`CREATE TABLE "heldRoots" AS SELECT root FROM held WHERE "set" <> 'traffic' UNION SELECT root FROM "heldPool"`);
  await reject(database, 'source-held-out', 'members', `ordinal IN (SELECT ordinal FROM held WHERE NOT ${isOneOf('"set"', SETS_HELD)})`);
  await reject(database, 'group-held-out', 'members', `${LEAVING} AND root IN (SELECT root FROM "heldRoots") AND ordinal NOT IN (SELECT ordinal FROM held)`);
  await database.run(`UPDATE members SET "set" = 'unseen' WHERE ${isOneOf('"set"', SETS_HELD)} AND root IN (SELECT root FROM "heldRoots")`);
  for (const label of LABELS) await refuseNothingLeft(database, label, unseen[label]);
  await assertApart(database);
}

const LABELS: readonly Label[] = ['benign', 'malicious'];

/** Whose rows become `unseen`; the other learned ones are given to be trained on, and are left out. */
const SETS_HELD = ['training', 'traffic'];

const LEAVING = isOneOf('"set"', [...LEARNED_SETS, 'reported', 'traffic']);

async function refuseUnknown(database: Database, label: Label, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const sources = async (where: string, limit: number): Promise<string[]> => {
    const found: string[] = [];
    for await (const rows of database.query<{ source: string }>(`SELECT source, count(*) AS n FROM rows WHERE label = '${label}'${where} GROUP BY source ORDER BY n DESC, source LIMIT ${limit}`)) found.push(...rows.map(({ source }) => source));
    return found;
  };
  const known = new Set(await sources(` AND ${isOneOf('source', names)}`, names.length));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw invalidInput(`unseen.${label}`, unknown, `No ${label} row of any set has this source. The largest sources of ${label} rows are ${(await sources('', SOURCES_NAMED)).map(quoted).join(', ')}; an empty list holds out none.`);
}

const SOURCES_NAMED = 30;

/** Groups of held-out traffic that the mining pool would have. Only their names are gone through, some thousand at a time. */
async function collectPool(database: Database, seed: number, cuts: CutSettings): Promise<void> {
  const pool = await database.createTable('heldPool', { root: 'integer' });
  try {
    const groups = `SELECT DISTINCT held.root, rows.id AS "groupId" FROM held JOIN rows ON rows.ordinal = held.root WHERE held."set" = 'traffic'`;
    for await (const rows of database.query<{ root: number; groupId: string }>(groups)) {
      pool.append(rows.filter(({ groupId }) => trafficCut(groupId, seed, cuts) === 'mining').map(({ root }) => ({ root })));
    }
  } finally {
    pool.close();
  }
}

async function refuseNothingLeft(database: Database, label: Label, names: readonly string[]): Promise<void> {
  const { had, left } = await firstRow(
    database,
    `SELECT count(*) FILTER (WHERE rows."set" = 'training') AS had, count(*) FILTER (WHERE members."set" = 'training') AS left FROM rows JOIN members USING (ordinal) WHERE rows.label = '${label}' AND members."set" IN ('training', 'unseen')`,
  );
  if (had! > 0 && left === 0) throw invalidInput(`unseen.${label}`, names, `Without these sources training has no ${label} row left; hold out fewer.`);
}

/** Groups of `unseen` that are in a set to learn from or in traffic, of which there are none: few enough to hold, whatever the data is. */
async function assertApart(database: Database): Promise<void> {
  const shared: { groupId: string }[] = [];
  const others = `SELECT root FROM members WHERE ${LEAVING}`;
  for await (const rows of database.query<{ groupId: string }>(`SELECT DISTINCT rows.id AS "groupId" FROM members JOIN rows ON rows.ordinal = members.root WHERE members."set" = 'unseen' AND members.root IN (${others}) LIMIT 1`)) shared.push(...rows);
  assertDisjointGroups({ unseen: shared, training: shared });
}
