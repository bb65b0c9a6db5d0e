import type { Row } from '../row.ts';

/** A row as it was, or one that was made of it by a change. Its group is that of the row it was made of. */
export interface StressedRow extends Row {
  readonly sourceId: string;
  /** Family of perturbations, or harmless change; empty for a row as it was. */
  readonly change: string;
  /** Which of the family's kinds; empty where there is but one. */
  readonly kind: string;
  /** In [0, 1]; 0 for a row as it was and for harmless changes, which have no severity. */
  readonly severity: number;
}

/** The clean twin that changed rows are compared with. */
export function asItWas(row: Row): StressedRow {
  const { id, text, label, source, category, groupId } = row;
  return { id, text, label, source, category, groupId, sourceId: id, change: '', kind: '', severity: 0 };
}
