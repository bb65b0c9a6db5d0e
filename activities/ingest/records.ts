import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { invalidInput } from '../../domain/errors.ts';
import { nearest } from '../../domain/nearest.ts';
import type { Database } from '../../domain/ports/tables.ts';
import type { DatasetField, DatasetFormat, DatasetShape } from '../../domain/profile.ts';
import { linesOf } from './lines.ts';

/** One record of a dataset with its line (of a Parquet file: its row), from 1. `fault`: it could not be read as a record at all. */
export interface DatasetRecord {
  readonly line: number;
  readonly value?: unknown;
  readonly fault?: string;
}

export interface DatasetFile {
  readonly path: string;
  readonly uri: string;
  /** What errors call it: `sets.training`. */
  readonly field: string;
  readonly shape: DatasetShape;
}

/** The records of a dataset file in its order, some hundreds at a time. @throws HoneError HONE_INVALID_INPUT */
export function recordsOf(file: DatasetFile, database: Database): AsyncGenerator<DatasetRecord[]> {
  switch (formatOf(file)) {
    case 'jsonl':
      return jsonRecords(file);
    case 'csv':
      return csvRecords(file);
    case 'parquet':
      return parquetRecords(file, database);
  }
}

function formatOf({ uri, shape, field }: DatasetFile): DatasetFormat {
  if (shape.format) return shape.format;
  if (uri.startsWith('store:')) return 'jsonl';
  const ending = /\.(jsonl|csv|parquet)(\.gz)?$/.exec(uri)?.[1];
  if (ending === undefined) throw invalidInput(`${field}.uri`, uri, `Give a .jsonl, .csv (or either .gz) or .parquet file, or say what it is in ${field}.format.`);
  return ending as DatasetFormat;
}

async function* jsonRecords(file: DatasetFile): AsyncGenerator<DatasetRecord[]> {
  let line = 0;
  for await (const texts of linesOf(bytesOf(file), file)) {
    yield texts.map((text) => {
      line += 1;
      try {
        return { line, value: JSON.parse(text) as unknown };
      } catch {
        return { line, fault: 'not-json' };
      }
    });
  }
}

/** Comma-separated with a header (RFC 4180). A record of another width than the header is a fault. */
async function* csvRecords(file: DatasetFile): AsyncGenerator<DatasetRecord[]> {
  let records: DatasetRecord[] = [];
  const parser = parse({
    bom: true,
    info: true,
    columns: (header: string[]) => checkedColumns(header, file),
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      records.push({ line: Number(error?.['lines'] ?? 0), fault: 'not-csv' });
      return undefined;
    },
  });
  // An error on either side ends the loop, and neither is left open.
  pipeline(bytesOf(file), parser, () => undefined);
  for await (const { record, info } of parser as AsyncIterable<{ record: unknown; info: { lines: number } }>) {
    records.push({ line: info.lines, value: record });
    if (records.length < RECORDS_AT_ONCE) continue;
    yield records;
    records = [];
  }
  yield records;
}

const RECORDS_AT_ONCE = 1_000;

async function* parquetRecords(file: DatasetFile, database: Database): AsyncGenerator<DatasetRecord[]> {
  const source = `read_parquet('${file.path.replaceAll("'", "''")}')`;
  const refuse = (error: unknown): never => {
    throw invalidInput(`${file.field}.uri`, file.uri, `It must be a readable Parquet file: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}.`);
  };
  const names = await namesOf(database, source).catch(refuse);
  const columns = checkedColumns(names, file).map((name) => `CAST("${name.replaceAll('"', '""')}" AS VARCHAR) AS "${name.replaceAll('"', '""')}"`);
  let line = 0;
  try {
    for await (const rows of database.query<object>(`SELECT ${columns.join(', ')} FROM ${source}`)) yield rows.map((value) => ({ line: ++line, value }));
  } catch (error) {
    refuse(error);
  }
}

async function namesOf(database: Database, source: string): Promise<string[]> {
  const names: string[] = [];
  for await (const rows of database.query<{ column_name: string }>(`DESCRIBE SELECT * FROM ${source}`)) names.push(...rows.map((row) => row.column_name));
  return names;
}

/** The names of the columns, once it is sure that those a row cannot do without are among them. */
function checkedColumns(names: string[], { field, shape }: DatasetFile): string[] {
  const needed: DatasetField[] = ['text', ...(shape.columns?.date === undefined ? [] : (['date'] as const)), ...(shape.ids === 'line' ? [] : (['id'] as const)), ...(shape.defaults?.label ? [] : (['label'] as const))];
  for (const each of needed) {
    const name = shape.columns?.[each] ?? each;
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    throw invalidInput(`${field}.columns.${each}`, name, `The file has the columns ${names.join(', ')}${meant ? `; did you mean ${meant}?` : '.'}`);
  }
  return names;
}

async function* bytesOf({ path, uri, field }: DatasetFile): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  if (!uri.endsWith('.gz')) {
    yield* file as AsyncIterable<Uint8Array>;
    return;
  }
  const gunzip = createGunzip();
  file.once('error', (error) => gunzip.destroy(error));
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith('Z_') ? invalidInput(`${field}.uri`, uri, `The file is not whole gzip (${message}); make it again.`) : error;
  }
}
