import { hash } from 'node:crypto';
import { normaliseForMatching } from '../../domain/near-duplicates.ts';
import type { Appender, Database } from '../../domain/ports/tables.ts';
import { rowFromRecord } from '../../domain/row-from-record.ts';
import { SET_NAMES } from '../../domain/sets.ts';
import type { SetName } from '../../domain/sets.ts';
import { recordsOf } from './records.ts';
import type { DatasetFile, DatasetRecord } from './records.ts';

/** Rows as they were read: `ordinal` counts the records of all sets, `textHash` names the text that matching sees. */
const ROWS = { ordinal: 'integer', set: 'text', line: 'integer', id: 'text', text: 'text', label: 'text', source: 'text', category: 'text', textHash: 'text' } as const;
const REJECTED = { ordinal: 'integer', set: 'text', line: 'integer', id: 'text', reason: 'text' } as const;

export interface Reading {
  readonly files: Readonly<Partial<Record<SetName, DatasetFile>>>;
  readonly maxTextCharacters: number;
  readonly onProgress: (set: SetName, read: number) => void;
}

/** Reads every set into the tables `rows` and `rejected`, and answers how many records there were. */
export async function readSets(database: Database, { files, maxTextCharacters, onProgress }: Reading): Promise<number> {
  const tables: Targets = { rows: await database.createTable('rows', ROWS), rejected: await database.createTable('rejected', REJECTED) };
  let ordinal = 0;
  try {
    for (const set of SET_NAMES) {
      const file = files[set];
      if (!file) continue;
      for await (const records of recordsOf(file, database)) {
        keep(records, { set, file, ordinal, maxTextCharacters }, tables);
        ordinal += records.length;
        onProgress(set, ordinal);
      }
    }
  } finally {
    tables.rows.close();
    tables.rejected.close();
  }
  return ordinal;
}

interface Targets {
  readonly rows: Appender;
  readonly rejected: Appender;
}

interface Batch {
  readonly set: SetName;
  readonly file: DatasetFile;
  /** Of the first record. */
  readonly ordinal: number;
  readonly maxTextCharacters: number;
}

function keep(records: readonly DatasetRecord[], { set, file, ordinal: first, maxTextCharacters }: Batch, { rows, rejected }: Targets): void {
  const kept: object[] = [];
  const refused: object[] = [];
  for (const [index, { line, value, fault }] of records.entries()) {
    const place = { ordinal: first + index, set, line };
    const row = fault === undefined ? rowFromRecord(value, file.shape, place, maxTextCharacters) : { id: '', reason: fault };
    if ('reason' in row) refused.push({ ...place, ...row });
    else kept.push({ ...place, ...row, textHash: textHash(row.text) });
  }
  rows.append(kept);
  rejected.append(refused);
}

/** 128 bits: among a thousand million texts two share one with a probability of 10^-21. */
function textHash(text: string): string {
  return hash('sha256', normaliseForMatching(text)).slice(0, 32);
}
