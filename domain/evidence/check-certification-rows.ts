import { thousands } from '../render/numbers.ts';
import type { Row } from '../row.ts';
import { attackCut, trafficCut } from '../splits.ts';
import type { EvidenceCut } from './evidence.ts';
import { fail, pass, someOf } from './finding.ts';
import type { Finding } from './finding.ts';

export interface CutSources {
  readonly traffic: readonly Row[];
  readonly attacks: readonly Row[];
}

/**
 * Cuts the sets again and compares row by row: the certification rows are, by id, text, label, source and group, those of the sets they
 * were cut from, and the cut by seed and shares gives exactly these.
 */
export function checkCertificationRows(certification: readonly Row[], { traffic, attacks }: CutSources, { seed, shares }: Pick<EvidenceCut, 'seed' | 'shares'>): Finding {
  const expected = new Map(
    [
      ...traffic.filter((row) => trafficCut(row.groupId, seed, shares) === 'certification'),
      ...attacks.filter((row) => attackCut(row.groupId, seed, shares) === 'certification'),
    ].map((row) => [row.id, row]),
  );
  const found = new Set(certification.map((row) => row.id));
  const faults = [
    ...FIELDS.map((field) => [`another ${field}`, certification.filter((row) => differs(row, expected.get(row.id), field)).map((row) => row.id)] as const),
    ['no place in the cut', certification.filter((row) => !expected.has(row.id)).map((row) => row.id)] as const,
    ['their place, and are missing', [...expected.keys()].filter((id) => !found.has(id))] as const,
    ['their place twice', certification.length > found.size ? [`${certification.length - found.size} rows`] : []] as const,
  ].filter(([, ids]) => ids.length > 0);
  if (faults.length === 0) {
    return pass(`All ${thousands(certification.length)} certification rows are, by id, text, label, source and group, those of the sets they were cut from, and the cut by seed ${seed} gives exactly these.`);
  }
  return fail(`The certification rows are not those that the cut gives: ${faults.map(([what, ids]) => `${thousands(ids.length)} have ${what} (${someOf(ids)})`).join('; ')}.`);
}

const FIELDS = ['label', 'text', 'source', 'groupId'] as const;

function differs(row: Row, expected: Row | undefined, field: (typeof FIELDS)[number]): boolean {
  return expected !== undefined && row[field] !== expected[field];
}
