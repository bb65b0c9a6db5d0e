import type { MeasuredSlice } from '../../domain/measurements.ts';
import type { Probe } from '../../domain/probe/probe.ts';
import { shortcutSentence } from '../../domain/probe/shortcut-sentence.ts';
import type { PairedCounts } from '../../domain/statistics/paired-difference.ts';

const counts = (both: number, onlyChampion: number, onlyChallenger: number, neither: number): PairedCounts => ({ both, onlyChampion, onlyChallenger, neither });
const slice = (set: string, name: string, label: MeasuredSlice['label'], rows: PairedCounts, groups = rows): MeasuredSlice => ({ set, slice: name, label, rows, groups });
const LENGTH = { by: 'length', set: 'tuning', tells: 'label', within: null, auc: 0.79, low: 0.76, high: 0.82, positives: 300, negatives: 9_000 } as const;
const EVENED = counts(190, 2, 4, 4);

/** A probe of a challenger that blocks fewer honest prompts and misses some more attacks as deployed. */
export const PROBE: Probe = {
  schema: 1,
  thresholds: { champion: 0.5, challenger: 0.62 },
  slices: [
    slice('unseen', 'all', 'benign', counts(55, 75, 5, 365), counts(54, 72, 5, 349)),
    slice('unseen', 'all', 'malicious', counts(185, 7, 3, 5)),
    slice('unseen', 'at-champion-rate', 'malicious', EVENED),
    slice('hard-negatives', 'category:security', 'benign', counts(10, 10, 0, 20)),
    slice('partners<b>', 'all', 'malicious', counts(9, 0, 1, 0)),
    slice('tuning', 'triggers:1', 'benign', counts(5, 0, 0, 5)),
    slice('tuning', 'triggers:3+', 'benign', counts(1, 7, 0, 12)),
  ],
  aucs: [{ set: 'unseen', benign: 500, malicious: 200, champion: 0.81, challenger: 0.875, difference: { estimate: 0.065, low: 0.021, high: 0.109 } }],
  recallAtChampionRate: {
    benign: 10_000,
    flagged: { champion: 1_000, challenger: 999 },
    thresholds: { champion: 0.5, challenger: 0.0421 },
    rows: { counts: EVENED, difference: { estimate: 0.01, low: -0.02, high: 0.04 } },
    groups: { counts: EVENED, difference: { estimate: 0.01, low: -0.02, high: 0.04 } },
  },
  shortcuts: [{ ...LENGTH, sentence: shortcutSentence(LENGTH) }],
};
