import type { Database } from '../../domain/ports/tables.ts';
import type { IngestSettings } from '../../domain/profile.ts';
import { EVALUATION_SETS, LEARNED_SETS } from '../../domain/sets.ts';
import { reject } from './reject.ts';
import { isOneOf } from './sql.ts';

/**
 * Keeps every group on one side. An evaluation row whose group is also learned from is rejected or, by policy, moved to
 * training. A reported prompt whose group is in another set is dropped: to learn from it would take its like out of the
 * certification set, which then looks too good.
 */
export async function keepSetsApart(database: Database, policy: IngestSettings['leaks']): Promise<void> {
  await database.run(`CREATE TABLE known AS SELECT DISTINCT root FROM members WHERE "set" <> 'reported'`);
  await database.run(`CREATE TABLE learned AS SELECT DISTINCT root FROM members WHERE ${isOneOf('"set"', LEARNED_SETS)}`);
  await reject(database, 'group-in-other-set', 'members', `"set" = 'reported' AND root IN (SELECT root FROM known)`);
  const leaks = `(${isOneOf('"set"', EVALUATION_SETS)} OR "set" LIKE 'extra-%') AND root IN (SELECT root FROM learned)`;
  await database.run(`CREATE TABLE moved AS SELECT ordinal, "set" FROM members WHERE ${policy === 'move' ? leaks : 'false'}`);
  if (policy === 'move') await database.run(`UPDATE members SET "set" = 'training' WHERE ${leaks}`);
  else await reject(database, 'group-in-training', 'members', leaks);
}
