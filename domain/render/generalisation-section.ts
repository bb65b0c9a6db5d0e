import type { MeasuredAuc, MeasuredSlice } from '../measurements.ts';
import { AT_CHAMPION_RATE } from '../gate-set.ts';
import type { Probe } from '../probe/probe.ts';
import { recallDifferenceInterval } from '../statistics/paired-difference.ts';
import type { PairedCounts } from '../statistics/paired-difference.ts';
import { rate } from './comparison.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What carries over to prompts that neither model was trained on, and what the models may go by instead of meaning. */
export function generalisationSection(probe: Probe): string {
  const rows = setsOf(probe).flatMap((set) => [...probe.slices.filter((slice) => slice.set === set && !isAll(slice, probe)).map(rateRow), ...probe.aucs.filter((auc) => auc.set === set).map(aucRow)]);
  const parts = [
    '## What carries over',
    rows.length > 0 ? `This run trained on none of these prompts, and none is a certification row. Each model flags at the threshold it ships with
(champion ${probe.thresholds.champion.toFixed(4)}, challenger ${probe.thresholds.challenger.toFixed(4)}). Rates are over rows, with their 95 % Wilson interval; differences over one row a group,
with a 95 % interval, since siblings are not independent evidence.` : '',
    rows.length > 0 ? markdownTable([['measured on', 'groups', 'champion', 'challenger', 'challenger minus champion'], ...rows]) : '',
    evened(probe),
    shortcutsPart(probe),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Sets in the order in which they were measured. */
function setsOf({ slices, aucs }: Probe): string[] {
  return [...new Set([...slices, ...aucs].map(({ set }) => set))];
}

/** Whether a source has all rows of its class: then its rates stand there already. */
function isAll({ set, slice, label, rows }: MeasuredSlice, { slices }: Probe): boolean {
  const all = slices.find((each) => each.set === set && each.slice === 'all' && each.label === label);
  return slice.startsWith('source:') && all !== undefined && total(all.rows) === total(rows);
}

function rateRow(slice: MeasuredSlice): string[] {
  const { rows, groups } = slice;
  return [titleOf(slice), thousands(total(groups)), rate(rows.both + rows.onlyChampion, total(rows)), rate(rows.both + rows.onlyChallenger, total(rows)), difference(groups)];
}

function aucRow({ set, benign, malicious, champion, challenger, difference: { estimate, low, high } }: MeasuredAuc): string[] {
  const cell = (value: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(4)}`;
  return [`${setTitle(set)}: ROC-AUC of ${thousands(malicious)} attacks against ${thousands(benign)} honest prompts`, '', champion.toFixed(4), challenger.toFixed(4), `${cell(estimate)} (${cell(low)} to ${cell(high)})`];
}

function titleOf({ set, slice, label }: MeasuredSlice): string {
  const what = label === 'benign' ? 'honest prompts flagged' : 'attacks caught';
  if (slice === 'all') return `${setTitle(set)}: ${what}`;
  if (slice === AT_CHAMPION_RATE) return `${setTitle(set)}, at the champion's false-positive rate: ${what}`;
  const [by = '', ...value] = slice.split(':');
  const name = escapeMarkdown(value.join(':'));
  return `${setTitle(set)}, ${by === 'triggers' ? `${name} trigger word${name === '1' ? '' : 's'}` : `${by} ${name}`}: ${what}`;
}

function setTitle(set: string): string {
  return TITLES.get(set) ?? escapeMarkdown(set);
}

const TITLES: ReadonlyMap<string, string> = new Map([['unseen', 'unseen sources'], ['later', 'later rows'], ['hard-negatives', 'hard negatives'], ['tuning', 'tuning slice']]);

/** In points, of shares that are flagged. */
function difference(counts: PairedCounts): string {
  const points = (share: number): string => `${share >= 0 ? '+' : ''}${thousands(100 * share, 2)}`;
  const { estimate, low, high } = recallDifferenceInterval(counts);
  return `${points(estimate)} points (${points(low)} to ${points(high)})`;
}

function evened({ recallAtChampionRate }: Probe): string {
  if (!recallAtChampionRate) return '';
  const { benign, flagged, thresholds, rows } = recallAtChampionRate;
  const caught = (only: number): string => percent((rows.counts.both + only) / total(rows.counts), 1);
  return `**At the champion's false-positive rate** (${thousands(flagged.champion)} of ${thousands(benign)} honest tuning prompts flagged; by the challenger ${thousands(flagged.challenger)}, at a
threshold of ${thresholds.challenger.toFixed(4)}) the champion catches ${caught(rows.counts.onlyChampion)} of the unseen attacks, the challenger ${caught(rows.counts.onlyChallenger)}.`;
}

function shortcutsPart({ shortcuts }: Probe): string {
  if (shortcuts.length === 0) return '';
  return `### Shortcuts

What a model could go by without reading. An area under the curve (AUC) of 0.5 is chance; what tells the label may flatter any model
on these rows, what tells the decision among prompts of one label is what the model seems to go by.

${shortcuts.map(({ sentence }) => `* ${sentence}`).join('\n')}`;
}

function total({ both, onlyChampion, onlyChallenger, neither }: PairedCounts): number {
  return both + onlyChampion + onlyChallenger + neither;
}
