import { coverageOf, measureChampion } from '../../domain/baseline.ts';
import type { Baseline } from '../../domain/baseline.ts';
import { countBy } from '../../domain/count-by.ts';
import type { Row } from '../../domain/row.ts';
import type { Sifted } from '../../domain/sift-false-positives.ts';
import { categoryNames } from '../../domain/taxonomy.ts';
import { thresholdOnlyControl } from '../../domain/threshold-control.ts';
import type { MineJob } from '../mine.ts';
import type { ScoredRow, ScoredSets } from './scored-sets.ts';

/** What was flagged in traffic and among reported prompts. Those are no sample of anything: no rate is made of them. */
export type Found = Readonly<Record<'natural' | 'reported', Sifted>>;

/** The champion at its deployed threshold: what it flags, every rate with its n, and what moving the threshold alone would do. */
export function measureBaseline({ request: { inputs, parameters } }: MineJob, { pool, tuning, hardNegatives, threshold }: ScoredSets, { natural, reported }: Found): Baseline {
  const of = (rows: readonly ScoredRow[], label: Row['label']): number[] => rows.filter((row) => row.label === label).map((row) => row.score);
  const scores = {
    mining: inputs.given.rows ? [] : of(pool, 'benign'),
    tuningBenign: of(tuning, 'benign'),
    tuningAttacks: of(tuning, 'malicious'),
    hardNegatives: of(hardNegatives, 'benign'),
  };
  const measured = measureChampion(scores, threshold);
  const rate = (measured.naturalMining ?? measured.naturalTuning)?.rate ?? 0;
  const falsePositives = [...natural.falsePositives, ...reported.falsePositives];
  const [doubts, ruledOut] = [natural.doubts.length + reported.doubts.length, natural.ruledOut + reported.ruledOut];
  const found = countBy(falsePositives, (row) => row.falsePositiveCategory);
  return {
    mined: rate > 0 ? Math.round((falsePositives.length + doubts + ruledOut) / rate) : pool.length,
    falsePositives: falsePositives.length,
    doubts,
    ruledOut,
    falsePositiveRate: rate,
    threshold,
    byCategory: Object.fromEntries(categoryNames(parameters.taxonomy).map((category) => [category, found[category] ?? 0])),
    bySource: countBy(falsePositives, (row) => row.source),
    measured,
    coverage: coverageOf(natural.falsePositives),
    control: thresholdOnlyControl(tuning, { ...parameters.threshold, gates: parameters.gates, seed: parameters.seed, deployed: threshold }),
  };
}
