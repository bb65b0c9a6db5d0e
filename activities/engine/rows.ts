import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { ColumnType, Columns as AnyColumns, Database } from '../../domain/ports/tables.ts';
import type { Row, Score, TrainingRow } from '../../domain/row.ts';
import type { RowRange } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { localPath, putFile } from './artifacts.ts';
import type { Workshop } from './make.ts';

type Columns<T> = Readonly<Record<keyof T & string, ColumnType>>;

/** Columns of each kind of table; a table of one kind always has all of them. */
export const ROW_COLUMNS = { id: 'text', text: 'text', label: 'text', source: 'text', category: 'text', groupId: 'text' } as const satisfies Columns<Row>;
export const TRAINING_COLUMNS = { ...ROW_COLUMNS, origin: 'text', sourceId: 'text', method: 'text' } as const satisfies Columns<TrainingRow>;
export const SCORE_COLUMNS = { id: 'text', score: 'double' } as const satisfies Columns<Score>;

/** Writes rows to Parquet in id order and stores the file. */
export async function putRows<T extends { readonly id: string }>(
  ports: Ports,
  workshop: Workshop,
  name: string,
  columns: Columns<T>,
  rows: readonly T[],
): Promise<ArtifactRef> {
  const path = join(workshop.directory, `${name}.parquet`);
  await ports.tables.write(path, columns, rows, 'id');
  return putFile(ports, path, rows.length);
}

export async function readRows<T extends object>(ports: Ports, ref: ArtifactRef, range?: RowRange): Promise<T[]> {
  return ports.tables.read<T>(await localPath(ports, ref), range);
}

/** The rows of a table in its order, some thousand at a time. */
export async function* readPieces<T extends object>(ports: Ports, ref: ArtifactRef): AsyncGenerator<T[]> {
  yield* ports.tables.pieces<T>(await localPath(ports, ref));
}

/** All rows of several tables, in the tables' order: a fan-out's results put together. */
export async function readAll<T extends object>(ports: Ports, refs: readonly ArtifactRef[]): Promise<T[]> {
  const tables: T[][] = [];
  for (const ref of refs) tables.push(await readRows<T>(ports, ref));
  return tables.flat();
}

/** Makes a table of a database on disk from rows that come piece by piece. Columns that it does not have are left out. */
export async function append(database: Database, table: string, columns: AnyColumns, ...pieces: readonly AsyncIterable<readonly object[]>[]): Promise<void> {
  const appender = await database.createTable(table, columns);
  try {
    for (const each of pieces) for await (const rows of each) appender.append(rows);
  } finally {
    appender.close();
  }
}

/** Writes a table of a database to Parquet in id order and stores the file. */
export async function putTable(ports: Ports, database: Database, workshop: Workshop, table: string, columns: AnyColumns): Promise<ArtifactRef> {
  const path = join(workshop.directory, `${table}.parquet`);
  return putFile(ports, path, await database.copy(`SELECT * FROM "${table}"`, Object.keys(columns), path, 'id'));
}
