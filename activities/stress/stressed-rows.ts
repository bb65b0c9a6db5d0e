import type { ColumnType } from '../../domain/ports/tables.ts';
import type { StressedRow } from '../../domain/stress/stressed-row.ts';
import { ROW_COLUMNS } from '../engine/rows.ts';

/** Columns of the tables that are scored; nobody but `finishStress` reads the last four. */
export const STRESSED_COLUMNS = { ...ROW_COLUMNS, sourceId: 'text', change: 'text', kind: 'text', severity: 'double' } as const satisfies Readonly<Record<keyof StressedRow, ColumnType>>;
