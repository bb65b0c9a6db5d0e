import { randomUUID } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, DuckDBInstance, quotedIdentifier, quotedString, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType, DuckDBValue, JS } from '@duckdb/node-api';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { ColumnType, Tables } from '../domain/ports/tables.ts';
import { fileFault, reasonOf } from './file-fault.ts';

export interface DuckdbOptions {
  /** Beyond it DuckDB writes to `temporaryDirectory`. In DuckDB's notation. Default `1GB`. */
  readonly memoryLimit?: string;
  /** Default: `.tmp` in the working directory, which DuckDB makes only when it needs it. */
  readonly temporaryDirectory?: string;
}

/**
 * Parquet files by DuckDB, opened on first use. Equal rows give equal bytes whatever their order: one thread, a total
 * order, fixed row groups and codec. Texts come back exactly (lone surrogates, which UTF-8 can not hold, as U+FFFD);
 * integers must be safe integers; a missing or null value is null.
 * @throws HoneError HONE_NOT_FOUND, HONE_INVALID_INPUT (not Parquet, or a value that is not of its column), HONE_NO_SPACE
 */
export function duckdbTables({ memoryLimit = '1GB', temporaryDirectory }: DuckdbOptions = {}): Tables {
  const settings = { threads: '1', memory_limit: memoryLimit, ...(temporaryDirectory === undefined ? {} : { temp_directory: temporaryDirectory }) };
  let opened: Promise<DuckDBInstance> | undefined;
  const connected = async <T>(body: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const instance = await (opened ??= DuckDBInstance.create(':memory:', settings));
    const connection = await instance.connect();
    try {
      return await body(connection);
    } finally {
      connection.closeSync();
    }
  };
  return {
    read: (path, range) => connected((connection) => readRows(connection, path, range)),
    write: (path, columns, rows, orderBy) => connected((connection) => writeRows(connection, path, { columns, rows, orderBy })),
  };
}

interface Table {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly rows: readonly object[];
  readonly orderBy: string;
}

/** Part of the bytes, so of every hash of a table: a change makes every stage anew. */
const COPY_OPTIONS = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480';

/** DuckDB's vector size: the most rows a chunk holds. */
const CHUNK_ROWS = 2048;

const TYPES: Readonly<Record<ColumnType, DuckDBType>> = { text: VARCHAR, double: DOUBLE, integer: BIGINT, boolean: BOOLEAN };

async function readRows<T>(connection: DuckDBConnection, path: string, range?: { readonly from: number; readonly to: number }): Promise<T[]> {
  await stat(path).catch((error: unknown) => {
    throw fileFault(error, 'read', path);
  });
  const where = range ? `WHERE file_row_number >= ${Math.trunc(range.from)} AND file_row_number < ${Math.trunc(range.to)}` : '';
  const source = `read_parquet(${quotedString(path)}, file_row_number = true)`;
  try {
    const columns = await columnsOf(connection, source);
    const selected = columns.map(({ name, isText }) => (isText ? `'${GUARD}' || ${quotedIdentifier(name)}` : quotedIdentifier(name)));
    const result = await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM ${source} ${where} ORDER BY file_row_number`);
    const values = result.getColumnsJS().map((column, index) => column.map((value) => plain(columns[index]!, value)));
    return Array.from({ length: result.currentRowCount }, (_, row) => Object.fromEntries(columns.map(({ name }, column) => [name, values[column]![row]])) as T);
  } catch (error) {
    if (error instanceof HoneError) throw error;
    throw invalidInput('path', path, `It must be a readable Parquet file: ${firstLine(error)}.`);
  }
}

/** Put before each text and taken off again: the driver's decoder would swallow a byte order mark in first place. */
const GUARD = '.';

interface Column {
  readonly name: string;
  readonly isText: boolean;
}

async function columnsOf(connection: DuckDBConnection, source: string): Promise<Column[]> {
  const header = await connection.runAndReadAll(`SELECT * EXCLUDE (file_row_number) FROM ${source} LIMIT 0`);
  const types = header.columnTypes();
  return header.columnNames().map((name, index) => ({ name, isText: types[index]?.typeId === VARCHAR.typeId }));
}

function plain({ name, isText }: Column, value: JS): JS {
  if (isText && typeof value === 'string') return value.slice(GUARD.length);
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw invalidInput(name, String(value), 'Integers beyond 2^53 can not be read exactly; store them as text.');
  return number;
}

async function writeRows(connection: DuckDBConnection, path: string, table: Table): Promise<void> {
  const names = Object.keys(table.columns);
  if (!names.includes(table.orderBy)) throw invalidInput('orderBy', table.orderBy, `Name one of the columns ${names.join(', ')}.`);
  const part = `${path}.${randomUUID()}.part`;
  try {
    await fill(connection, table);
    // The other columns settle ties, so that even rows with one key have one order.
    const order = [table.orderBy, ...names.filter((name) => name !== table.orderBy)].map(quotedIdentifier).join(', ');
    await connection.run(`COPY (SELECT * FROM staged ORDER BY ${order}) TO ${quotedString(part)} (${COPY_OPTIONS})`);
    await rename(part, path);
  } catch (error) {
    throw writeFault(error, path);
  } finally {
    await rm(part, { force: true });
  }
}

/** A temporary table is visible to its connection only, and goes with it. */
async function fill(connection: DuckDBConnection, { columns, rows }: Table): Promise<void> {
  const definitions = Object.entries(columns).map(([name, type]) => `${quotedIdentifier(name)} ${TYPES[type]}`);
  await connection.run(`CREATE TEMP TABLE staged (${definitions.join(', ')})`);
  const appender = await connection.createAppender('staged');
  try {
    const chunk = DuckDBDataChunk.create(Object.values(columns).map((type) => TYPES[type]));
    for (let from = 0; from < rows.length; from += CHUNK_ROWS) {
      const slice = rows.slice(from, from + CHUNK_ROWS);
      chunk.reset();
      chunk.setColumns(Object.entries(columns).map(([name, type]) => slice.map((row, index) => stored((row as Readonly<Record<string, unknown>>)[name], type, name, from + index))));
      appender.appendDataChunk(chunk);
      appender.flushSync();
    }
  } finally {
    appender.closeSync();
  }
}

/** Says the column and the row, never the value, which may be a customer's words. */
function stored(value: unknown, type: ColumnType, name: string, index: number): DuckDBValue {
  if (value === undefined || value === null) return null;
  if (type === 'text' && typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '\ufffd');
  if (type === 'double' && typeof value === 'number') return value;
  if (type === 'boolean' && typeof value === 'boolean') return value;
  if (type === 'integer' && Number.isSafeInteger(value)) return BigInt(value as number);
  throw invalidInput(`rows[${index}].${name}`, typeof value, `The column holds ${type}.`);
}

function writeFault(error: unknown, path: string): HoneError {
  if (error instanceof HoneError) return error;
  const full = /No space left|Disk quota exceeded|max_temp_directory_size/i.test(reasonOf(error));
  return new HoneError(full ? 'HONE_NO_SPACE' : 'HONE_INTERNAL', `The table ${path} could not be written: ${firstLine(error)}.`, { cause: error });
}

function firstLine(error: unknown): string {
  return reasonOf(error).split('\n', 1)[0] ?? '';
}
