import type { Row } from '../row.ts';
import type { EvidenceRows } from './evidence.ts';

/** How many rows of each label a set has, and in how many groups. */
export function describeRows(sha256: string, rows: readonly Pick<Row, 'label' | 'groupId'>[]): EvidenceRows {
  const benign = rows.filter((row) => row.label === 'benign').length;
  return { sha256, benign, malicious: rows.length - benign, groups: new Set(rows.map((row) => row.groupId)).size };
}
