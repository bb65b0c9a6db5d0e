import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, quotedIdentifier, quotedString, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBType, DuckDBValue, JS } from '@duckdb/node-api';
import { HoneError, invalidInput } from '../domain/errors.ts';
import type { Appender, Columns, ColumnType } from '../domain/ports/tables.ts';
import { reasonOf } from './file-fault.ts';
import { firstLine } from './first-line.ts';

/** The rows of a query in its order, a chunk at a time. */
export async function* queryRows<T extends object>(connection: DuckDBConnection, sql: string): AsyncGenerator<T[]> {
  const columns = await columnsOf(connection, sql);
  const selected = columns.map(({ name, isText }) => (isText ? `'${GUARD}' || ${quotedIdentifier(name)} AS ${quotedIdentifier(name)}` : quotedIdentifier(name)));
  const result = await connection.stream(`SELECT ${selected.join(', ')} FROM (${sql})`);
  for await (const rows of result.yieldRowsJs()) yield rows.map((values) => Object.fromEntries(columns.map((column, index) => [column.name, plain(column, values[index]!)])) as T);
}

/** Makes a table and appends to it in chunks. */
export async function appendTo(connection: DuckDBConnection, table: string, columns: Columns, kind: '' | 'TEMP' = ''): Promise<Appender> {
  const definitions = Object.entries(columns).map(([name, type]) => `${quotedIdentifier(name)} ${TYPES[type]}`);
  await connection.run(`CREATE ${kind} TABLE ${quotedIdentifier(table)} (${definitions.join(', ')})`);
  const appender = await connection.createAppender(table);
  const chunk = DuckDBDataChunk.create(Object.values(columns).map((type) => TYPES[type]));
  let appended = 0;
  const append = (rows: readonly object[]): void => {
    chunk.reset();
    chunk.setColumns(Object.entries(columns).map(([name, type]) => rows.map((row, index) => stored((row as Readonly<Record<string, unknown>>)[name], type, name, appended + index))));
    appender.appendDataChunk(chunk);
    appended += rows.length;
  };
  return {
    append: (rows) => {
      for (let from = 0; from < rows.length; from += CHUNK_ROWS) append(rows.slice(from, from + CHUNK_ROWS));
    },
    close: () => appender.closeSync(),
  };
}

/** Writes a query to Parquet in a total order, whole or not at all, and answers how many rows. */
export async function copyToParquet(connection: DuckDBConnection, sql: string, columns: readonly string[], path: string, orderBy: string): Promise<number> {
  if (!columns.includes(orderBy)) throw invalidInput('orderBy', orderBy, `Name one of the columns ${columns.join(', ')}.`);
  const part = `${path}.${randomUUID()}.part`;
  try {
    // The other columns settle ties, so that even rows with one key have one order.
    const order = [orderBy, ...columns.filter((name) => name !== orderBy)].map(quotedIdentifier).join(', ');
    const selected = columns.map(quotedIdentifier).join(', ');
    const result = await connection.runAndReadAll(`COPY (SELECT ${selected} FROM (${sql}) ORDER BY ${order}) TO ${quotedString(part)} (${COPY_OPTIONS})`);
    await rename(part, path);
    return Number(result.getRowsJS()[0]?.[0]);
  } finally {
    await rm(part, { force: true });
  }
}

export function writeFault(error: unknown, path: string): HoneError {
  if (error instanceof HoneError) return error;
  const full = /No space left|Disk quota exceeded|max_temp_directory_size/i.test(reasonOf(error));
  return new HoneError(full ? 'HONE_NO_SPACE' : 'HONE_INTERNAL', `The table ${path} could not be written: ${firstLine(error)}.`, { cause: error });
}

/** Part of the bytes, so of every hash of a table: a change makes every stage anew. */
const COPY_OPTIONS = 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480';

/** DuckDB's vector size: the most rows a chunk holds. */
const CHUNK_ROWS = 2048;

const TYPES: Readonly<Record<ColumnType, DuckDBType>> = { text: VARCHAR, double: DOUBLE, integer: BIGINT, boolean: BOOLEAN };

/** Put before each text and taken off again: the driver's decoder would swallow a byte order mark in first place. */
const GUARD = '.';

interface Column {
  readonly name: string;
  readonly isText: boolean;
}

async function columnsOf(connection: DuckDBConnection, sql: string): Promise<Column[]> {
  const header = await connection.runAndReadAll(`SELECT * FROM (${sql}) LIMIT 0`);
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

/** Says the column and the row, never the value, which may be a customer's words. */
function stored(value: unknown, type: ColumnType, name: string, index: number): DuckDBValue {
  if (value === undefined || value === null) return null;
  if (type === 'text' && typeof value === 'string') return value.isWellFormed() ? value : value.replace(/\p{Surrogate}/gu, '\ufffd');
  if (type === 'double' && typeof value === 'number') return value;
  if (type === 'boolean' && typeof value === 'boolean') return value;
  if (type === 'integer' && Number.isSafeInteger(value)) return BigInt(value as number);
  throw invalidInput(`rows[${index}].${name}`, typeof value, `The column holds ${type}.`);
}
