import type { Database } from '../../domain/ports/tables.ts';

/**
 * Makes the table `kept`: every row that stays, in its set, with the name of its group, which is the id of the group's first row.
 * One join at a time, each into a table: joins and a sort of large texts in one statement do not fit in DuckDB's memory together.
 */
export async function nameGroups(database: Database): Promise<void> {
  await database.run('CREATE TABLE named AS SELECT members.ordinal, members."set", members.root, rows.id AS "groupId" FROM members JOIN rows ON rows.ordinal = members.root');
  await database.run('CREATE TABLE kept AS SELECT rows.* EXCLUDE ("set"), named."set", named.root, named."groupId" FROM rows JOIN named USING (ordinal)');
  await database.run('DROP TABLE named');
}
