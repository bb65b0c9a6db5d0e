/** Reads and writes row files. Writes are deterministic bytes: total order, fixed row groups and codec. */
export interface Tables {
  /** All rows of a Parquet file, or of `[from, to)` in file order. */
  read<T extends object>(path: string, range?: { readonly from: number; readonly to: number }): Promise<T[]>;
  /** Writes rows to Parquet, ordered by `orderBy` (which must be unique per row). Column types come from `columns`. */
  write(path: string, columns: Readonly<Record<string, ColumnType>>, rows: readonly object[], orderBy: string): Promise<void>;
}

export type ColumnType = 'text' | 'double' | 'integer' | 'boolean';
