import { onePerGroup } from '../gates.ts';
import type { ComparedRow } from '../judge-compared.ts';
import type { Thresholds } from '../measured-slice.ts';
import type { Label, TrainingRow } from '../row.ts';
import { aucInterval } from '../statistics/auc-interval.ts';
import { histogramAuc } from '../statistics/histogram-auc.ts';
import type { ClassCounts } from '../statistics/histogram-auc.ts';
import { shortcutSentence } from './shortcut-sentence.ts';
import type { TrainingShape } from './training-shape.ts';

/**
 * How well something that is not the meaning of a prompt tells the label, and how well it tells what a model decides among prompts of one
 * label. The first is a property of the data: where it is far from 0.5, a model may look good by it. The second is one of the
 * model: where it is far from 0.5 though the label is the same, the model seems to go by it, or by what comes with it.
 * After partial-input baselines: Gururangan et al. (2018), NAACL, 107–112; Poliak et al. (2018), *SEM, 180–191; and Geirhos et al. (2020),
 * Nature Machine Intelligence 2, 665–673.
 */
export interface Shortcut {
  /**
   * `length`: the prompt's characters. `source`: the share of attacks among training rows of its source; of a source without any, among
   * all. `augmented`: whether it is a variation.
   */
  readonly by: 'length' | 'source' | 'augmented';
  readonly set: 'tuning' | 'unseen' | 'train';
  /**
   * What it is held against: the label, or what a model flags at its threshold. For `augmented` it is the model's score that is
   * held against being a variation, among variations and what they were made from.
   */
  readonly tells: 'label' | 'champion' | 'challenger';
  /** The label that all rows have; null where the label itself is told. */
  readonly within: Label | null;
  /** Area under the ROC curve; 0.5 is chance, under it the direction is turned round. */
  readonly auc: number;
  /** 95 % interval (`aucInterval`). */
  readonly low: number;
  readonly high: number;
  /** Attacks, flagged rows, or variations; and the others. Over one row of each label a group, but for `train`, where all rows are counted. */
  readonly positives: number;
  readonly negatives: number;
  readonly sentence: string;
}

/** A training row with both models' scores: a variation, or what one was made from. */
export interface AugmentedRow extends ComparedRow, Pick<TrainingRow, 'origin' | 'sourceId'> {}

export interface ShortcutSets {
  readonly tuning: readonly ComparedRow[];
  readonly unseen: readonly ComparedRow[];
  readonly augmented: readonly AugmentedRow[];
  readonly training: TrainingShape;
}

/** Every shortcut that can be measured: one class empty, or one value for all rows, tells nothing and is left out. */
export function shortcuts({ tuning, unseen, augmented, training }: ShortcutSets, thresholds: Thresholds, seed: number): Shortcut[] {
  const share = attackShareOf(training);
  const found: (Shortcut | undefined)[] = [];
  for (const [set, all] of [['tuning', tuning], ['unseen', unseen]] as const) {
    // Choosing them is the slow part: once for all questions.
    const rows = LABELS.flatMap((label) => onePerGroup(all.filter((row) => row.label === label), seed));
    for (const [by, value] of [['length', (row: ComparedRow) => row.text.length], ['source', share]] as const) {
      found.push(measured({ by, set, tells: 'label', within: null }, rows.map((row) => ({ value: value(row), positive: row.label === 'malicious' }))));
      for (const within of LABELS) {
        const same = rows.filter((row) => row.label === within);
        for (const tells of MODELS) found.push(measured({ by, set, tells, within }, same.map((row) => ({ value: value(row), positive: row[tells] >= thresholds[tells] }))));
      }
    }
  }
  found.push(fromCounts({ by: 'augmented', set: 'train', tells: 'label', within: null }, training.augmented));
  for (const within of LABELS) {
    const same = augmented.filter((row) => row.label === within);
    for (const tells of MODELS) found.push(measured({ by: 'augmented', set: 'train', tells, within }, same.map((row) => ({ value: row[tells], positive: row.origin === 'variation' }))));
  }
  return found.filter((each) => each !== undefined);
}

const LABELS: readonly Label[] = ['benign', 'malicious'];
const MODELS = ['champion', 'challenger'] as const;

function attackShareOf({ sources }: TrainingShape): (row: ComparedRow) => number {
  const [benign, malicious] = [...sources.values()].reduce(([b, m], counts) => [b + counts.benign, m + counts.malicious], [0, 0]);
  const overall = malicious / Math.max(1, benign + malicious);
  return ({ source }) => {
    const counts = sources.get(source);
    return counts ? counts.malicious / (counts.benign + counts.malicious) : overall;
  };
}

type Question = Pick<Shortcut, 'by' | 'set' | 'tells' | 'within'>;

function measured(question: Question, cases: readonly { readonly value: number; readonly positive: boolean }[]): Shortcut | undefined {
  const counts = new Map<number, { value: number; benign: number; malicious: number }>();
  for (const { value, positive } of cases) {
    const at = counts.get(value) ?? { value, benign: 0, malicious: 0 };
    at[positive ? 'malicious' : 'benign'] += 1;
    counts.set(value, at);
  }
  return fromCounts(question, [...counts.values()]);
}

/** `malicious` are the positives, whatever is told. */
function fromCounts(question: Question, counts: readonly ClassCounts[]): Shortcut | undefined {
  const auc = histogramAuc(counts);
  if (auc === null || counts.filter(({ benign, malicious }) => benign + malicious > 0).length < 2) return undefined;
  const positives = counts.reduce((sum, { malicious }) => sum + malicious, 0);
  const negatives = counts.reduce((sum, { benign }) => sum + benign, 0);
  const figures = { ...question, auc, ...aucInterval(auc, positives, negatives), positives, negatives };
  return { ...figures, sentence: shortcutSentence(figures) };
}
