import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { ColumnType } from '../../domain/ports/tables.ts';
import type { Ports } from '../ports.ts';
import type { Workshop } from './make.ts';
import { putRows } from './rows.ts';

/** Tables of one fold: what its model learns from and is validated on, and the rows that are held out from it. */
export type FoldTable = 'train' | 'validation' | 'held';
export type FoldOutput = `${FoldTable}-${number}`;
export type FoldTables<T> = Readonly<Record<FoldTable, readonly T[]>>;

/** Stores the tables of every fold, made one after the other. A fold that no group fell in (`undefined`) has none. */
export async function putFolds<T extends { readonly id: string }>(
  ports: Ports,
  workshop: Workshop,
  columns: Readonly<Record<keyof T & string, ColumnType>>,
  folds: number,
  tablesOf: (fold: number) => FoldTables<T> | undefined,
): Promise<Record<FoldOutput, ArtifactRef>> {
  const outputs: Record<FoldOutput, ArtifactRef> = {};
  for (let fold = 0; fold < folds; fold++) {
    const tables = tablesOf(fold);
    if (!tables) continue;
    for (const table of TABLES) outputs[`${table}-${fold}`] = await putRows<T>(ports, workshop, `${table}-${fold}`, columns, tables[table]);
  }
  return outputs;
}

const TABLES = ['train', 'validation', 'held'] as const satisfies readonly FoldTable[];

/** One fold's tables, which the workflow hands on to its training. */
export interface Fold extends Readonly<Record<FoldTable, ArtifactRef>> {
  readonly fold: number;
}
