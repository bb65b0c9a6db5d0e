/** Reads and writes row files. Writes are deterministic bytes: total order, fixed row groups and codec. */
export interface Tables {
  /** All rows of a Parquet file, or of `[from, to)` in file order. */
  read<T extends object>(path: string, range?: { readonly from: number; readonly to: number }): Promise<T[]>;
  /** The rows of a Parquet file in its order, some thousand at a time: the file is gone through once, whatever its size. */
  pieces<T extends object>(path: string): AsyncGenerator<T[]>;
  /** Writes rows to Parquet, ordered by `orderBy` (which must be unique per row). Column types come from `columns`. */
  write(path: string, columns: Columns, rows: readonly object[], orderBy: string): Promise<void>;
  /** Opens a new database in the file `path` for as long as `body` works. */
  withDatabase<T>(path: string, body: (database: Database) => Promise<T>): Promise<T>;
}

export type ColumnType = 'text' | 'double' | 'integer' | 'boolean';
export type Columns = Readonly<Record<string, ColumnType>>;

/**
 * Tables on disk for what does not fit in memory, in DuckDB's SQL. However many rows there are, memory stays within the
 * limit that `Tables` was opened with. A table keeps the order in which its rows were appended.
 */
export interface Database {
  run(sql: string): Promise<void>;
  /** Makes a table to which rows are appended until the appender is closed. */
  createTable(name: string, columns: Columns): Promise<Appender>;
  /** The rows of a query in their order, some thousand at a time. */
  query<T extends object>(sql: string): AsyncGenerator<T[]>;
  /** Writes a query to Parquet as `Tables.write` does, and answers how many rows. @throws HoneError HONE_NO_SPACE */
  copy(sql: string, columns: readonly string[], path: string, orderBy: string): Promise<number>;
}

export interface Appender {
  append(rows: readonly object[]): void;
  close(): void;
}
