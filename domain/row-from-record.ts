import type { DatasetShape } from './profile.ts';
import type { Label, Row } from './row.ts';
import { rowDate } from './row-date.ts';
import { EXPECTED_LABEL } from './sets.ts';
import type { InputSet } from './sets.ts';

/** `date`: when it was seen, in ISO 8601, UTC; empty where that is not known. */
export type RawRow = Omit<Row, 'groupId'> & { readonly date: string };

/** Why a record is not a row; `id` where it has one. */
export interface RowFault {
  readonly id: string;
  readonly reason: string;
}

export interface RecordPlace {
  readonly set: InputSet;
  /** Counts from 1. */
  readonly line: number;
}

/** A record of a dataset as a row, or what is wrong with it. */
export function rowFromRecord(record: unknown, shape: DatasetShape, place: RecordPlace, maxTextCharacters: number): RawRow | RowFault {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return { id: '', reason: 'not-an-object' };
  const field = (name: keyof RawRow): unknown => (record as Readonly<Record<string, unknown>>)[shape.columns?.[name] ?? name];
  const id = shape.ids === 'line' ? `${place.set}:${place.line}` : textOf(field('id'));
  if (id === '') return { id, reason: 'id-missing' };
  const text = field('text');
  if (typeof text !== 'string') return { id, reason: 'text-missing' };
  const label = labelOf(field('label'), shape);
  if (label === undefined) return { id, reason: 'label-unknown' };
  const { source, category } = { source: field('source') ?? shape.defaults?.source ?? 'unknown', category: field('category') ?? shape.defaults?.category ?? 'unknown' };
  if (typeof source !== 'string' || typeof category !== 'string') return { id, reason: 'source-or-category-not-text' };
  const date = shape.columns?.date === undefined ? '' : rowDate(field('date'));
  if (date === undefined) return { id, reason: 'date-unknown' };
  const reason = faultOf(text, label, place.set, maxTextCharacters);
  return reason === undefined ? { id, text, label, source, category, date } : { id, reason };
}

/** The fault of a row whose label is not its set's. */
export function wrongLabel(label: Label, set: InputSet): string | undefined {
  const expected = EXPECTED_LABEL[set];
  return expected === undefined || expected === label ? undefined : `label-${label}-in-${set}`;
}

/** Numbers are ids too; whatever else is not text is none. */
function textOf(id: unknown): string {
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : '';
}

function labelOf(value: unknown, { labels, defaults }: DatasetShape): Label | undefined {
  if (value === undefined || value === null || value === '') return defaults?.label;
  const meant = labels?.[typeof value === 'string' ? value : JSON.stringify(value)] ?? value;
  return meant === 'benign' || meant === 'malicious' ? meant : undefined;
}

function faultOf(text: string, label: Label, set: InputSet, maxTextCharacters: number): string | undefined {
  if (text.trim() === '') return 'text-empty';
  if (text.length > maxTextCharacters) return 'text-too-long';
  if (!text.isWellFormed() || text.includes('\uFFFD')) return 'broken-encoding';
  return wrongLabel(label, set);
}
