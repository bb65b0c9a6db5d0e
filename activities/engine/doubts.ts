import type { Row } from '../../domain/row.ts';
import { ROW_COLUMNS } from './rows.ts';

/** A row whose label a person should look at: what a model made of it, and why that is doubted. */
export interface Doubt extends Row {
  readonly score: number;
  readonly reason: string;
}

export const DOUBT_COLUMNS = { ...ROW_COLUMNS, score: 'double', reason: 'text' } as const;
