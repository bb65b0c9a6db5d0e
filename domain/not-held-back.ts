import type { CutSettings } from './profile.ts';
import type { Row } from './row.ts';
import { trainingSplit } from './splits.ts';

/**
 * The rows written to be learned from (hard negatives, contrast pairs) that may be trained on. They are made for training, so none is cut away for
 * validation or test; but one whose like among `others` (training rows and false positives) is held back there is held back too.
 */
export function notHeldBack(written: readonly Row[], others: Iterable<Pick<Row, 'groupId'>>, seed: number, cuts: CutSettings): Row[] {
  const groups = new Set(written.map(({ groupId }) => groupId));
  const heldBack = new Set<string>();
  for (const { groupId } of others) if (groups.has(groupId) && trainingSplit(groupId, seed, cuts) !== 'train') heldBack.add(groupId);
  return written.filter(({ groupId }) => !heldBack.has(groupId));
}
