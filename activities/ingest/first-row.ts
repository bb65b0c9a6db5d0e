import type { Database } from '../../domain/ports/tables.ts';

/** The first row of a query, which has one. */
export async function firstRow(database: Database, sql: string): Promise<Readonly<Record<string, number>>> {
  for await (const [row] of database.query<Record<string, number>>(sql)) return row!;
  return {};
}

/** The one number that a query answers. */
export async function numberOf(database: Database, sql: string): Promise<number> {
  return Object.values(await firstRow(database, sql))[0] ?? 0;
}
