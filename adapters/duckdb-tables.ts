import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DuckDBInstance, quotedIdentifier, quotedString } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { Columns, Database, Tables } from '../domain/ports/tables.ts';
import { appendTo, copyToParquet, queryRows, writeFault } from './duckdb-rows.ts';
import { fileFault } from './file-fault.ts';
import { firstLine } from './first-line.ts';

export interface DuckdbOptions {
  /** Beyond it DuckDB writes to `temporaryDirectory`. In DuckDB's notation. Default `1GB`. */
  readonly memoryLimit?: string;
  /** Default: `.tmp` in the working directory, which DuckDB makes only when it needs it. */
  readonly temporaryDirectory?: string;
}

/**
 * Parquet files and scratch databases by DuckDB, opened on first use. Equal rows give equal bytes whatever their order: one
 * thread, a total order, fixed row groups and codec. Texts come back exactly (lone surrogates, which UTF-8 can not hold, as
 * U+FFFD); integers must be safe integers; a missing or null value is null.
 * @throws HoneError HONE_NOT_FOUND, HONE_INVALID_INPUT (not Parquet, or a value that is not of its column), HONE_NO_SPACE
 */
export function duckdbTables({ memoryLimit = '1GB', temporaryDirectory }: DuckdbOptions = {}): Tables {
  const settings = { threads: '1', memory_limit: memoryLimit, ...(temporaryDirectory === undefined ? {} : { temp_directory: temporaryDirectory }) };
  let opened: Promise<DuckDBInstance> | undefined;
  const open = async (): Promise<DuckDBInstance> => {
    // DuckDB makes the folder itself when it needs it, but not those above.
    if (temporaryDirectory !== undefined) await mkdir(dirname(temporaryDirectory), { recursive: true });
    return DuckDBInstance.create(':memory:', settings);
  };
  const connect = async (): Promise<DuckDBConnection> => (await (opened ??= open())).connect();
  const connected = async <T>(body: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const connection = await connect();
    try {
      return await body(connection);
    } finally {
      connection.closeSync();
    }
  };
  return {
    read: (path, range) => connected((connection) => readFile(connection, path, range)),
    pieces: (path) => readPieces(connect, path),
    write: (path, columns, rows, orderBy) => connected((connection) => writeFile(connection, path, { columns, rows, orderBy })),
    withDatabase: (path, body) => connected((connection) => inDatabase(connection, path, connect, body)),
  };
}

async function readFile<T extends object>(connection: DuckDBConnection, path: string, range?: { readonly from: number; readonly to: number }): Promise<T[]> {
  const where = range ? `WHERE file_row_number >= ${Math.trunc(range.from)} AND file_row_number < ${Math.trunc(range.to)}` : '';
  const rows: T[] = [];
  const sql = `SELECT * EXCLUDE (file_row_number) FROM read_parquet(${quotedString(path)}, file_row_number = true) ${where} ORDER BY file_row_number`;
  for await (const some of queryFile<T>(connection, path, sql)) for (const row of some) rows.push(row);
  return rows;
}

/** On one thread a file is read in its order: sorting it would hold it whole. */
async function* readPieces<T extends object>(connect: () => Promise<DuckDBConnection>, path: string): AsyncGenerator<T[]> {
  const connection = await connect();
  try {
    yield* queryFile<T>(connection, path, `SELECT * FROM read_parquet(${quotedString(path)})`);
  } finally {
    connection.closeSync();
  }
}

async function* queryFile<T extends object>(connection: DuckDBConnection, path: string, sql: string): AsyncGenerator<T[]> {
  await stat(path).catch((error: unknown) => {
    throw fileFault(error, 'read', path);
  });
  try {
    yield* queryRows<T>(connection, sql);
  } catch (error) {
    if (error instanceof HoneError) throw error;
    throw invalidInput('path', path, `It must be a readable Parquet file: ${firstLine(error)}.`);
  }
}

interface Table {
  readonly columns: Columns;
  readonly rows: readonly object[];
  readonly orderBy: string;
}

/** A temporary table is visible to its connection only, and goes with it. */
async function writeFile(connection: DuckDBConnection, path: string, { columns, rows, orderBy }: Table): Promise<void> {
  try {
    const appender = await appendTo(connection, 'staged', columns, 'TEMP');
    try {
      appender.append(rows);
    } finally {
      appender.close();
    }
    await copyToParquet(connection, 'SELECT * FROM staged', Object.keys(columns), path, orderBy);
  } catch (error) {
    throw writeFault(error, path);
  }
}

/** Attached to the one instance, so that its memory limit holds for all of them together. */
async function inDatabase<T>(connection: DuckDBConnection, path: string, connect: () => Promise<DuckDBConnection>, body: (database: Database) => Promise<T>): Promise<T> {
  const name = quotedIdentifier(`database-${randomUUID()}`);
  const guarded = <R>(work: Promise<R>): Promise<R> =>
    work.catch((error: unknown) => {
      throw writeFault(error, path);
    });
  await guarded(connection.run(`ATTACH ${quotedString(path)} AS ${name}`));
  try {
    await connection.run(`USE ${name}`);
    return await body({
      run: (sql) => guarded(connection.run(sql)).then(() => undefined),
      createTable: (table, columns) => guarded(appendTo(connection, table, columns)),
      query: (sql) => queryAside(connect, name, sql),
      copy: (sql, columns, target, orderBy) => guarded(copyToParquet(connection, sql, columns, target, orderBy)),
    });
  } finally {
    await connection.run('USE memory');
    await connection.run(`DETACH ${name}`);
  }
}

/** On a connection of its own: any other statement would end the query that is being read. */
async function* queryAside<T extends object>(connect: () => Promise<DuckDBConnection>, database: string, sql: string): AsyncGenerator<T[]> {
  const connection = await connect();
  try {
    await connection.run(`USE ${database}`);
    yield* queryRows<T>(connection, sql);
  } finally {
    connection.closeSync();
  }
}
