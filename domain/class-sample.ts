import { largestRemainder } from './allocation.ts';
import type { Label } from './row.ts';

const LABELS = ['benign', 'malicious'] as const satisfies readonly Label[];

/** The first `count` rows in all, of each class as many as is its share, class by class; all there are where they are fewer. */
export function classSample<T extends { readonly label: Label }>(rows: readonly T[], count: number): [benign: T[], malicious: T[]] {
  const [benign, malicious] = LABELS.map((label) => rows.filter((row) => row.label === label)) as [T[], T[]];
  const sizes = [benign.length, malicious.length];
  const [fromBenign, fromMalicious] = sizes.every((size) => size > 0) ? largestRemainder(sizes, count, sizes) : sizes;
  return [benign.slice(0, fromBenign), malicious.slice(0, fromMalicious)];
}
