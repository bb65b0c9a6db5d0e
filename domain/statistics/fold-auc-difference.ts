import { invalidInput } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { Label } from '../row.ts';
import { checkOpenShare } from './check.ts';
import { normalQuantile } from './normal.ts';
import type { PairedDifference } from './paired-difference.ts';
import { placements, SMALLEST_VARIANCE } from './placements.ts';

/** A row as two ways of cutting folds scored it, each by the model of the fold that held it out. */
export interface TwiceHeldRow {
  readonly groupId: string;
  readonly label: Label;
  readonly first: FoldScore;
  readonly second: FoldScore;
}

export interface FoldScore {
  readonly fold: number;
  /** P(malicious), in [0, 1]. */
  readonly score: number;
}

export interface FoldAucDifference {
  /** Means over the folds of the areas within them. */
  readonly first: number;
  readonly second: number;
  /** Second minus first. */
  readonly difference: PairedDifference;
}

/**
 * Mean areas under the ROC curve within the folds of two cuts of the same rows, for scores of different folds' models do not compare, and
 * their difference. Each row's pull on both means is known, so a row is paired with itself and rows of one group count as one draw; how else the
 * models might have been trained is not in the interval, which is all there is where no row pulls. O(n log n). Errors: HONE_INVALID_INPUT for a fold
 * without a class, rows of one group, or a score outside [0, 1].
 * Sources: DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845; Obuchowski (1997), Biometrics 53, 567–578.
 */
export function foldAucDifference(rows: readonly TwiceHeldRow[], confidence = 0.95): FoldAucDifference {
  checkOpenShare('confidence', confidence);
  const [first, second] = [meanArea(rows, 'first'), meanArea(rows, 'second')];
  const pulls = new Map<string, number>();
  rows.forEach(({ groupId }, row) => pulls.set(groupId, (pulls.get(groupId) ?? 0) + second.pulls[row]! - first.pulls[row]!));
  if (pulls.size < 2) throw invalidInput('groups', pulls.size, 'Give rows of at least two groups.');
  const spread = [...pulls.values()].reduce((sum, pull) => sum + pull ** 2, 0);
  const variance = (spread * pulls.size) / (pulls.size - 1);
  const estimate = second.area - first.area;
  const half = variance > SMALLEST_VARIANCE ? normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(variance) : 2;
  return { first: first.area, second: second.area, difference: { estimate, low: Math.max(-1, estimate - half), high: Math.min(1, estimate + half) } };
}

/** The mean area, and by how much each row, in the order of the rows, pulls it off. */
function meanArea(rows: readonly TwiceHeldRow[], cut: 'first' | 'second'): { readonly area: number; readonly pulls: Float64Array } {
  const folds = [...groupBy(rows.map((row, index) => ({ ...row[cut], label: row.label, index })), ({ fold }) => fold).values()];
  const pulls = new Float64Array(rows.length);
  let area = 0;
  for (const fold of folds) {
    const [benign, malicious] = (['benign', 'malicious'] as const).map((label) => fold.filter((row) => row.label === label)) as [typeof fold, typeof fold];
    if (benign.length === 0 || malicious.length === 0) throw invalidInput('fold', fold[0]!.fold, 'Give every fold rows of both classes.');
    const { above, below } = placements(benign.map(({ score }) => score), malicious.map(({ score }) => score), 'a row');
    const own = above.reduce((sum, share) => sum + share, 0) / above.length;
    area += own / folds.length;
    malicious.forEach(({ index }, row) => (pulls[index] = (above[row]! - own) / (malicious.length * folds.length)));
    benign.forEach(({ index }, row) => (pulls[index] = (below[row]! - own) / (benign.length * folds.length)));
  }
  return { area, pulls };
}
