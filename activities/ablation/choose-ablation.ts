import { largestRemainder } from '../../domain/allocation.ts';
import { byHash } from '../../domain/by-hash.ts';
import { countBy } from '../../domain/count-by.ts';
import { categoriesOf } from '../../domain/planning/categories.ts';
import type { Row } from '../../domain/row.ts';
import { trainingSplit } from '../../domain/splits.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import type { AblationJob } from '../ablation.ts';
import { FALSE_POSITIVE_COLUMNS } from '../engine/false-positives.ts';
import type { FalsePositive } from '../engine/false-positives.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import { chooseCovered } from '../generate/select-sources.ts';
import type { Ports } from '../ports.ts';

/**
 * What all arms share: how many false positives of each category are covered, the rows of the tuning slice they are measured on (both
 * classes in the slice's proportions), and the false positives of other groups, which none is trained on.
 */
export const chooseAblation =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: AblationJob): Promise<StageOutcome<'evaluation' | 'heldOut', { allocation: Readonly<Record<string, number>>; covered: number }>> => {
    const { seed, cuts, ablation } = parameters;
    const { falsePositives, tuning } = inputs;
    const work = { unit: 'choose-ablation', parameters: { seed, cuts, covered: ablation.covered, evaluationRows: ablation.evaluationRows }, inputs: { falsePositives, tuning } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const found = await readRows<FalsePositive>(ports, falsePositives);
      const allocation = allocate(found, found.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train'), ablation.covered);
      const covered = chooseCovered(found, { seed, cuts, allocation });
      const groups = new Set(covered.map((row) => row.groupId));
      const others = byHash(found.filter((row) => !groups.has(row.groupId)), 'ablation-held-out', seed).slice(0, ablation.evaluationRows);
      const outputs = {
        evaluation: await putRows<Row>(ports, workshop, 'evaluation', ROW_COLUMNS, sample(await readRows<Row>(ports, tuning), ablation.evaluationRows, seed)),
        heldOut: await putRows(ports, workshop, 'held-out', FALSE_POSITIVE_COLUMNS, others),
      };
      return { outputs, summary: { allocation, covered: covered.length }, headline: `${covered.length} false positives covered, ${outputs.evaluation.rows} rows to measure on` };
    });
  };

/** In proportion to what was found, within what may be trained on. */
function allocate(found: readonly FalsePositive[], eligible: readonly FalsePositive[], asked: number): Record<string, number> {
  const byCategory = (rows: readonly FalsePositive[]): Record<string, number> => countBy(rows, (row) => row.falsePositiveCategory);
  const categories = categoriesOf({ falsePositivesByCategory: byCategory(found), availableByCategory: byCategory(eligible) });
  const parts = categories.length > 0 ? largestRemainder(categories.map((each) => each.found), asked, categories.map((each) => each.available)) : [];
  return Object.fromEntries(categories.map(({ category }, index) => [category, parts[index]!]));
}

/** Stratified by label, by hash. */
function sample(rows: readonly Row[], size: number, seed: number): Row[] {
  const attacks = rows.filter((row) => row.label === 'malicious');
  const benign = rows.filter((row) => row.label === 'benign');
  const [some = 0, rest = 0] = rows.length > 0 ? largestRemainder([attacks.length, benign.length], Math.min(size, rows.length)) : [];
  const first = (of: readonly Row[], count: number): Row[] => byHash(of, 'ablation', seed).slice(0, count);
  return [...first(attacks, some), ...first(benign, rest)];
}
