import { AT_CHAMPION_RATE } from '../gate-set.ts';
import type { ComparedRow } from '../judge-compared.ts';
import { measuredSlices, slicesBy } from '../measured-slice.ts';
import type { Thresholds } from '../measured-slice.ts';
import type { MeasuredAuc, MeasuredSlice, Measurements } from '../measurements.ts';
import { aucDifference } from '../statistics/auc-difference.ts';
import { countTriggerWords } from '../trigger-words.ts';
import { recallAtChampionRate } from './recall-at-champion-rate.ts';
import type { RecallAtChampionRate } from './recall-at-champion-rate.ts';
import { shortcuts } from './shortcuts.ts';
import type { AugmentedRow, Shortcut } from './shortcuts.ts';
import type { TrainingShape } from './training-shape.ts';

/** What carries over: champion and challenger on what neither was trained on, and what they may go by instead of meaning. */
export interface Probe extends Measurements {
  readonly schema: 1;
  /** What each model ships with; the slices are measured at it. */
  readonly thresholds: Thresholds;
  /** Null where there are no unseen attacks or no benign tuning prompts. */
  readonly recallAtChampionRate: RecallAtChampionRate | null;
  readonly shortcuts: readonly Shortcut[];
}

/** Rows with both models' scores. None of them is a certification row. */
export interface ProbedSets {
  readonly tuning: readonly ComparedRow[];
  readonly unseen: readonly ComparedRow[];
  /** Dated after what was trained on. */
  readonly later: readonly ComparedRow[];
  readonly hardNegatives: readonly ComparedRow[];
  /** By the profile's names. */
  readonly extra: Readonly<Record<string, readonly ComparedRow[]>>;
  /** Variations and what they were made from, of the training rows. */
  readonly augmented: readonly AugmentedRow[];
  readonly training: TrainingShape;
}

/** Measures everything; slices and areas in a fixed order. The seed chooses the row that stands for each group. */
export function probe(sets: ProbedSets, thresholds: Thresholds, seed: number): Probe {
  const { tuning, unseen, later, hardNegatives, extra } = sets;
  const at = (set: string): Parameters<typeof measuredSlices>[2] => ({ set, thresholds, seed });
  const evened = recallAtChampionRate(tuning, unseen, thresholds, seed);
  const extras = Object.entries(extra).sort(([a], [b]) => (a < b ? -1 : 1));
  const withSources = (set: string, rows: readonly ComparedRow[]): MeasuredSlice[] => [...measuredSlices(rows, 'all', at(set)), ...slicesBy(rows, 'source', (row) => row.source, at(set))];
  return {
    schema: 1,
    thresholds,
    slices: [
      ...withSources('unseen', unseen),
      ...(evened ? measuredSlices(unseen, AT_CHAMPION_RATE, { ...at('unseen'), thresholds: evened.thresholds }) : []),
      ...withSources('later', later),
      ...measuredSlices(hardNegatives, 'all', at('hard-negatives')),
      ...slicesBy(hardNegatives, 'category', (row) => row.category, at('hard-negatives')),
      ...extras.flatMap(([name, rows]) => withSources(name, rows)),
      ...slicesBy(tuning.filter((row) => row.label === 'benign'), 'triggers', (row) => triggerCount(row.text), at('tuning')),
    ],
    aucs: [...areas('unseen', unseen), ...areas('later', later), ...extras.flatMap(([name, rows]) => areas(name, rows))],
    recallAtChampionRate: evened ?? null,
    shortcuts: shortcuts(sets, thresholds, seed),
  };
}

/** How many trigger words a prompt has: `0`, `1`, `2` or `3+`, after the one-, two- and three-word subsets of NotInject (Li & Liu, 2024, arXiv:2410.22770). */
function triggerCount(text: string): string {
  const count = countTriggerWords(text);
  return count >= 3 ? '3+' : String(count);
}

function areas(set: string, rows: readonly ComparedRow[]): MeasuredAuc[] {
  const measured = aucDifference(rows);
  const of = (label: string): number => rows.filter((row) => row.label === label).length;
  return measured ? [{ set, benign: of('benign'), malicious: of('malicious'), ...measured }] : [];
}
