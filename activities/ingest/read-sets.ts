import type { Appender, Database } from '../../domain/ports/tables.ts';
import type { Decision } from '../../domain/review-decisions.ts';
import { rowFromRecord, wrongLabel } from '../../domain/row-from-record.ts';
import type { RawRow, RecordPlace, RowFault } from '../../domain/row-from-record.ts';
import { isExtraSet, SET_NAMES } from '../../domain/sets.ts';
import type { InputSet } from '../../domain/sets.ts';
import { textHashOf } from '../engine/reviews.ts';
import { recordsOf } from './records.ts';
import type { DatasetFile, DatasetRecord } from './records.ts';

/** Rows as they were read: `ordinal` counts the records of all sets, `textHash` names the text that matching sees. */
const ROWS = { ordinal: 'integer', set: 'text', line: 'integer', id: 'text', text: 'text', label: 'text', source: 'text', category: 'text', date: 'text', textHash: 'text' } as const;
const REJECTED = { ordinal: 'integer', set: 'text', line: 'integer', id: 'text', reason: 'text' } as const;

export interface Reading {
  readonly files: Readonly<Partial<Record<InputSet, DatasetFile>>>;
  readonly maxTextCharacters: number;
  /** What a person has said about a text, by its hash. */
  readonly decisionOn: (textHash: string) => Decision | undefined;
  readonly onProgress: (set: InputSet, read: number) => void;
}

/** Reads every set into the tables `rows` and `rejected`, and answers how many records there were. */
export async function readSets(database: Database, { files, maxTextCharacters, decisionOn, onProgress }: Reading): Promise<number> {
  const tables: Targets = { rows: await database.createTable('rows', ROWS), rejected: await database.createTable('rejected', REJECTED) };
  let ordinal = 0;
  try {
    for (const set of inputSets(Object.keys(files))) {
      const file = files[set];
      if (!file) continue;
      for await (const records of recordsOf(file, database)) {
        keep(records, { set, file, ordinal, maxTextCharacters, decisionOn }, tables);
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

/** The named sets in the order they are read: extra ones last, by name. */
function inputSets(names: readonly string[]): InputSet[] {
  return [...SET_NAMES.filter((set) => names.includes(set)), ...names.filter(isExtraSet).sort()];
}

interface Targets {
  readonly rows: Appender;
  readonly rejected: Appender;
}

interface Batch extends Pick<Reading, 'maxTextCharacters' | 'decisionOn'> {
  readonly set: InputSet;
  readonly file: DatasetFile;
  /** Of the first record. */
  readonly ordinal: number;
}

function keep(records: readonly DatasetRecord[], batch: Batch, { rows, rejected }: Targets): void {
  const kept: object[] = [];
  const refused: object[] = [];
  for (const [index, record] of records.entries()) {
    const place = { ordinal: batch.ordinal + index, set: batch.set, line: record.line };
    const row = rowOf(record, place, batch);
    if ('reason' in row) refused.push({ ...place, ...row });
    else kept.push({ ...place, ...row });
  }
  rows.append(kept);
  rejected.append(refused);
}

/** The row of a record, under the label that a person gave its text where one did. */
function rowOf({ value, fault }: DatasetRecord, place: RecordPlace, { file, maxTextCharacters, decisionOn }: Batch): (RawRow & { readonly textHash: string }) | RowFault {
  if (fault !== undefined) return { id: '', reason: fault };
  const row = rowFromRecord(value, file.shape, place, maxTextCharacters);
  if ('reason' in row) return row;
  const textHash = textHashOf(row.text);
  const decision = decisionOn(textHash);
  if (decision === 'drop') return { id: row.id, reason: 'dropped-by-review' };
  const reason = decision && wrongLabel(decision, place.set);
  // 128 bits: among a thousand million texts two share one with a probability of 10^-21.
  return reason ? { id: row.id, reason } : { ...row, label: decision ?? row.label, textHash: textHash.slice(0, 32) };
}
