import type { Database } from '../../domain/ports/tables.ts';

/** Moves rows from `table` (which has an `ordinal`) to `rejected`. `where` is SQL. */
export async function reject(database: Database, reason: string, table: 'rows' | 'members', where: string): Promise<void> {
  await database.run(`INSERT INTO rejected SELECT ordinal, "set", line, id, '${reason}' FROM rows WHERE ordinal IN (SELECT ordinal FROM ${table} WHERE ${where})`);
  await database.run(`DELETE FROM ${table} WHERE ${where}`);
}
