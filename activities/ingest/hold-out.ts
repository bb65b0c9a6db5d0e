import { invalidInput } from '../../domain/errors.ts';
import type { Database } from '../../domain/ports/tables.ts';
import type { CutSettings, UnseenSettings } from '../../domain/profile.ts';
import type { Label } from '../../domain/row.ts';
import { rowDate } from '../../domain/row-date.ts';
import { LEARNED_SETS } from '../../domain/sets.ts';
import { assertDisjointGroups, trafficCut } from '../../domain/splits.ts';
import { firstRow, numberOf } from './first-row.ts';
import { reject } from './reject.ts';
import { isOneOf, quoted } from './sql.ts';

/** What is held out, and what decides which groups of traffic are in the mining pool. */
export interface HoldOut {
  readonly unseen: UnseenSettings;
  readonly seed: number;
  readonly cuts: CutSettings;
}

/** Sets that held-out rows become: those of a held-out source, and of the others those dated `after` or later. */
export function heldOutSets({ unseen }: HoldOut): ('unseen' | 'later')[] {
  return ['unseen', ...(unseen.after === undefined ? [] : (['later'] as const))];
}

/**
 * Takes what `unseen` names out of everything that is learned from. A group with such a row leaves training and mining pool as
 * a whole; of it only the held-out rows themselves become the sets `unseen` and `later`, the others are rejected. Tuning and
 * certification rows of traffic stay, whatever they are. To be called once groups have their roots and sets are apart, so that nothing
 * of what stays depends on it.
 * @throws HoneError HONE_INVALID_INPUT for a source that no row has, a date that no row has, or when a class would have nothing left to
 * learn from.
 */
export async function holdOut(database: Database, { unseen, seed, cuts }: HoldOut): Promise<void> {
  for (const label of LABELS) await refuseUnknown(database, label, unseen[label]);
  await refuseUndated(database, unseen.after);
  const ofSource = `(${LABELS.map((label) => `rows.label = '${label}' AND ${isOneOf('rows.source', unseen[label])}`).join(' OR ')})`;
  const ofLate = unseen.after === undefined ? 'false' : `rows.date >= ${quoted(rowDate(unseen.after)!)}`;
  await database.run(`CREATE TABLE held AS SELECT members.ordinal, members."set", members.root, CASE WHEN ${ofSource} THEN 'unseen' ELSE 'later' END AS kind FROM members JOIN rows USING (ordinal) WHERE members.${LEAVING} AND (${ofSource} OR ${ofLate})`);
  await collectPool(database, seed, cuts);
  await database.run(`CREATE TABLE "heldRoots" AS SELECT root FROM held WHERE "set" <> 'traffic' UNION SELECT root FROM "heldPool"`);
  for (const [kind, reason] of Object.entries(REASONS)) await reject(database, reason, 'members', `ordinal IN (SELECT ordinal FROM held WHERE kind = '${kind}' AND NOT ${isOneOf('"set"', SETS_HELD)})`);
  await reject(database, 'group-held-out', 'members', `${LEAVING} AND root IN (SELECT root FROM "heldRoots") AND ordinal NOT IN (SELECT ordinal FROM held)`);
  for (const kind of Object.keys(REASONS)) await database.run(`UPDATE members SET "set" = '${kind}' WHERE ordinal IN (SELECT ordinal FROM held WHERE kind = '${kind}' AND ${isOneOf('"set"', SETS_HELD)} AND root IN (SELECT root FROM "heldRoots"))`);
  for (const label of LABELS) await refuseNothingLeft(database, label, unseen[label]);
  await assertApart(database);
}

/** Why a row is left out of what is given to be learned from, by the set that it would be of. */
const REASONS: Readonly<Record<'unseen' | 'later', string>> = { unseen: 'source-held-out', later: 'date-held-out' };

const LABELS: readonly Label[] = ['benign', 'malicious'];

/** Whose rows become sets of their own; the other learned ones are given to be trained on, and are left out. */
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

async function refuseUndated(database: Database, after: string | undefined): Promise<void> {
  if (after === undefined || (await numberOf(database, `SELECT count(*) FROM (SELECT 1 FROM rows WHERE date <> '' LIMIT 1)`)) > 0) return;
  throw invalidInput('unseen.after', after, 'No row has a date; name the column that has it in sets.training.columns.date or sets.traffic.columns.date.');
}

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
    `SELECT count(*) FILTER (WHERE rows."set" = 'training') AS had, count(*) FILTER (WHERE members."set" = 'training') AS left FROM rows JOIN members USING (ordinal) WHERE rows.label = '${label}' AND members."set" IN ('training', 'unseen', 'later')`,
  );
  if (had! > 0 && left === 0) throw invalidInput(`unseen.${label}`, names, `Without what is held out training has no ${label} row left; hold out less.`);
}

/** Groups of what is held out that are in a set to learn from or in traffic, of which there are none: few enough to hold, whatever the data is. */
async function assertApart(database: Database): Promise<void> {
  const shared: { groupId: string }[] = [];
  const others = `SELECT root FROM members WHERE ${LEAVING}`;
  for await (const rows of database.query<{ groupId: string }>(`SELECT DISTINCT rows.id AS "groupId" FROM members JOIN rows ON rows.ordinal = members.root WHERE members."set" IN ('unseen', 'later') AND members.root IN (${others}) LIMIT 1`)) shared.push(...rows);
  assertDisjointGroups({ unseen: shared, training: shared });
}
