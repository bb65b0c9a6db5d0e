import type { Composition, Plan, StrategyPlan } from '../../planning/plan.ts';
import { percent, thousands } from '../numbers.ts';
import { figureTable } from './figure-table.ts';

/** Rows per class and class weights now and after, and how they are split. */
export function classBalance(plan: Plan, chosen: StrategyPlan): string {
  const row = (name: string, set: Composition): string[] => [
    name,
    thousands(set.benign),
    thousands(set.malicious),
    thousands(set.rows),
    percent(set.benignShare),
    set.weights.benign.toFixed(3),
    set.weights.malicious.toFixed(3),
  ];
  const { train, validation, test } = chosen.splits;
  const unused = plan.settings.train.classWeights === 'none' ? ' This profile trains without them (`train.classWeights`).' : '';
  return [
    '## Class balance',
    '',
    figureTable(['', 'Benign', 'Malicious', 'Rows', 'Benign share', 'Weight benign', 'Weight malicious'], [row('now', plan.now), row('after', chosen.after)]),
    '',
    `Class weights are rows / (2 × rows of the class).${unused} Splits: ${thousands(train)} train, ${thousands(validation)} validation and ${thousands(test)} test rows. ` +
      'What is added is all in train; a text and its near duplicates are always in one split.',
  ].join('\n');
}
