import type { TrainingRow } from '../row.ts';
import type { ClassCounts } from '../statistics/histogram-auc.ts';

type Counts = Readonly<Record<'benign' | 'malicious', number>>;

/** What training rows look like from outside: what a model could go by that reads no text. */
export interface TrainingShape {
  /** Rows of each class by source. */
  readonly sources: ReadonlyMap<string, Counts>;
  /** Rows that are no variation (value 0) and those that are (1). */
  readonly augmented: readonly ClassCounts[];
}

/** Counts rows as they come, piece by piece. */
export function shapeOfTraining(): { readonly add: (rows: readonly Pick<TrainingRow, 'source' | 'label' | 'origin'>[]) => void; readonly shape: () => TrainingShape } {
  const sources = new Map<string, { benign: number; malicious: number }>();
  const [others, variations] = [{ value: 0, benign: 0, malicious: 0 }, { value: 1, benign: 0, malicious: 0 }];
  return {
    add: (rows) => {
      for (const { source, label, origin } of rows) {
        const counts = sources.get(source) ?? { benign: 0, malicious: 0 };
        counts[label] += 1;
        sources.set(source, counts);
        (origin === 'variation' ? variations : others)[label] += 1;
      }
    },
    shape: () => ({ sources, augmented: [others, variations] }),
  };
}
