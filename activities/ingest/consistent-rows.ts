import type { Database } from '../../domain/ports/tables.ts';
import { reject } from './reject.ts';

/**
 * Ids name rows everywhere, because sets are put together later and scores found by id: the first keeps its id, whatever
 * repeats it is rejected. False positives are traffic, though, and may share its ids.
 */
export async function rejectRepeatedIds(database: Database): Promise<void> {
  await database.run(`CREATE TABLE repeated AS SELECT ordinal FROM (
    SELECT ordinal, count(*) OVER before - CASE WHEN "set" = 'falsePositives' THEN count(*) FILTER (WHERE "set" = 'traffic') OVER before ELSE 0 END AS earlier
    FROM rows WHERE id IN (SELECT id FROM rows GROUP BY id HAVING count(*) > 1)
    WINDOW before AS (PARTITION BY id ORDER BY ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) WHERE earlier > 0`);
  await reject(database, 'duplicate-id', 'rows', 'ordinal IN (SELECT ordinal FROM repeated)');
}

/**
 * Makes the table `texts`: each text that matching sees, with the ordinal of its `first` row. One text with both labels
 * teaches nothing: all its rows are rejected. A reported prompt has no say: it could take attacks out.
 */
export async function rejectLabelConflicts(database: Database): Promise<void> {
  const labels = (extreme: 'min' | 'max'): string => `${extreme}(label) FILTER (WHERE "set" <> 'reported')`;
  await database.run(`CREATE TABLE texts AS SELECT "textHash", min(ordinal) AS first, coalesce(${labels('min')} <> ${labels('max')}, false) AS conflict FROM rows GROUP BY "textHash"`);
  await reject(database, 'label-conflict', 'rows', '"textHash" IN (SELECT "textHash" FROM texts WHERE conflict)');
  await database.run('DELETE FROM texts WHERE conflict');
}
