import type { Row } from '../../domain/row.ts';
import { ROW_COLUMNS } from './rows.ts';

/** A false positive of the champion, from the mining pool only: what later stages need of it. */
export interface FalsePositive extends Row {
  readonly score: number;
  readonly falsePositiveCategory: string;
}

export const FALSE_POSITIVE_COLUMNS = { ...ROW_COLUMNS, score: 'double', falsePositiveCategory: 'text' } as const;
