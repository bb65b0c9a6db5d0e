import { methodQuotas } from '../../augmentation/index.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { byHash } from '../../domain/by-hash.ts';
import type { AugmentationSettings, CutSettings, LlmCostSettings } from '../../domain/profile.ts';
import type { ProviderStates } from '../../domain/providers.ts';
import type { Row } from '../../domain/row.ts';
import { trainingSplit } from '../../domain/splits.ts';
import type { StageJob, StageOutcome } from '../../domain/stages.ts';
import { doubtedIds } from '../engine/doubted-ids.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import { FALSE_POSITIVE_COLUMNS } from '../engine/false-positives.ts';
import type { FalsePositive } from '../engine/false-positives.ts';
import type { Ports } from '../ports.ts';

/** What the plan decided: how many false positives of each category, and how much is made from them. */
export interface GenerateParameters {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly allocation: Readonly<Record<string, number>>;
  readonly variationsPerFalsePositive: number;
  readonly maliciousAugmentations: number;
  readonly augmentation: AugmentationSettings;
  /** What the run found of the providers; not there when its methods need none. */
  readonly providers?: ProviderStates;
  /** How its language model is asked and what it costs; there when `providers` is. */
  readonly llm?: LlmCostSettings;
}

/** `doubts`: training rows that wait for a person's decision on their label. */
export type GenerateInputs = { readonly falsePositives: ArtifactRef; readonly training: ArtifactRef; readonly doubts?: ArtifactRef };
export type GenerateJob = StageJob<GenerateParameters, GenerateInputs>;

/** A row to be varied. `counts` is JSON: how many variations by each method. */
export interface SourceRow extends Row {
  readonly counts: string;
}

const SOURCE_COLUMNS = { ...ROW_COLUMNS, counts: 'text' } as const;

/**
 * Chooses what is covered: false positives of `train` groups by category allocation, and training attacks to perturb.
 * Choice is by hash, so it is the same on every machine and does not depend on the order of the data.
 */
export const selectSources =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: GenerateJob): Promise<StageOutcome<'sources' | 'covered'>> => {
    const { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, providers, augmentation } = parameters;
    const identity = { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, ...(providers && { providers }), methods: augmentation.methods };
    return makeUnit(ports, { unit: 'select-sources', parameters: identity, inputs }, lease, async (workshop) => {
      const covered = chooseCovered(await readRows<FalsePositive>(ports, inputs.falsePositives), parameters);
      const doubted = await doubtedIds(ports, inputs.doubts);
      const attacks = chooseAttacks((await readRows<Row>(ports, inputs.training)).filter((row) => !doubted.has(row.id)), parameters);
      const sources = [...withMethods(covered, parameters), ...attacks];
      const outputs = {
        sources: await putRows<SourceRow>(ports, workshop, 'sources', SOURCE_COLUMNS, sources),
        covered: await putRows(ports, workshop, 'covered', FALSE_POSITIVE_COLUMNS, covered),
      };
      return { outputs, summary: {}, headline: `${covered.length} false positives and ${attacks.length} attacks to vary` };
    });
  };

/** The first ones by hash of each category: a larger allocation holds the smaller one. */
export function chooseCovered(falsePositives: readonly FalsePositive[], { seed, cuts, allocation }: Pick<GenerateParameters, 'seed' | 'cuts' | 'allocation'>): FalsePositive[] {
  const eligible = falsePositives.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train');
  return Object.entries(allocation).flatMap(([category, count]) =>
    byHash(eligible.filter((row) => row.falsePositiveCategory === category), 'cover', seed).slice(0, count),
  );
}

function chooseAttacks(training: readonly Row[], { seed, cuts, maliciousAugmentations }: GenerateParameters): SourceRow[] {
  const eligible = training.filter((row) => row.label === 'malicious' && trainingSplit(row.groupId, seed, cuts) === 'train');
  const chosen = byHash(eligible, 'perturb', seed);
  const each = spread(maliciousAugmentations, chosen.length);
  return chosen.flatMap((row, index) => (each[index]! > 0 ? [sourceRow(row, { perturbation: each[index]! })] : []));
}

/** `total` over `slots` as evenly as whole numbers allow, the first ones taking the rest. */
function spread(total: number, slots: number): number[] {
  return Array.from({ length: slots }, (_, index) => Math.floor(total / slots) + (index < total % slots ? 1 : 0));
}

/** Deals the methods out to the sources so that the totals are the quotas and each source gets a mix. */
function withMethods(covered: readonly FalsePositive[], { variationsPerFalsePositive: each, augmentation, seed, providers }: GenerateParameters): SourceRow[] {
  const { quotas } = methodQuotas(augmentation.methods, covered.length * each, providers);
  const deck = Object.entries(quotas).flatMap(([method, count]) => Array.from({ length: count }, (_, index) => ({ method, at: (index + 0.5) / count })));
  deck.sort((a, b) => a.at - b.at || (a.method < b.method ? -1 : 1));
  return byHash(covered, 'deal', seed).map((row, index) => {
    const counts: Record<string, number> = {};
    for (const { method } of deck.slice(index * each, (index + 1) * each)) counts[method] = (counts[method] ?? 0) + 1;
    return sourceRow(row, counts);
  });
}

function sourceRow({ id, text, label, source, category, groupId }: Row, counts: Record<string, number>): SourceRow {
  return { id, text, label, source, category, groupId, counts: JSON.stringify(counts) };
}
