import { byHash } from '../by-hash.ts';
import { onePerGroup } from '../gates.ts';
import type { Row } from '../row.ts';

/** Rows of one label, one of each group, so that all of them are independent evidence; chosen by hash until there are `count`. */
export function chooseRows(rows: readonly Row[], label: Row['label'], count: number, seed: number): Row[] {
  const independent = onePerGroup(rows.filter((row) => row.label === label), seed);
  return byHash(independent, 'stress', seed).slice(0, count);
}
