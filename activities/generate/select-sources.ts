import { methodQuotas } from '../../augmentation/index.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { byHash } from '../../domain/by-hash.ts';
import type { AugmentationSettings, CutSettings, LlmCostSettings, ModelSettings } from '../../domain/profile.ts';
import type { ProviderStates } from '../../domain/providers.ts';
import type { Row } from '../../domain/row.ts';
import { trainingSplit } from '../../domain/splits.ts';
import type { StageJob, StageOutcome } from '../../domain/stages.ts';
import { doubtedIds } from '../engine/doubted-ids.ts';
import type { Work } from '../engine/identity.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, ROW_COLUMNS } from '../engine/rows.ts';
import { FALSE_POSITIVE_COLUMNS } from '../engine/false-positives.ts';
import type { FalsePositive } from '../engine/false-positives.ts';
import type { Ports } from '../ports.ts';

/** What the plan decided: how many false positives of each category, and how much is made from them. */
export interface GenerateParameters {
  readonly seed: number;
  /** Decides how sources are varied, where that is not the seed: repetitions of one experiment. */
  readonly draw?: number;
  readonly cuts: CutSettings;
  readonly allocation: Readonly<Record<string, number>>;
  readonly variationsPerFalsePositive: number;
  readonly maliciousAugmentations: number;
  readonly augmentation: AugmentationSettings;
  /** What the run found of the providers; not there when its methods need none. */
  readonly providers?: ProviderStates;
  /** At what similarity a variation is taken for a row of `tuning`, `certification` or `hardNegatives`. */
  readonly nearDuplicateJaccard: number;
  /** Its base embeds variations and sources, when the filters ask for it. */
  readonly model: ModelSettings;
  /** How the language model is asked and what it costs; there when `providers` is. */
  readonly llm?: LlmCostSettings;
}

/** `doubts`: training rows that wait for a person's decision on their label. No variation may resemble a row of `tuning`, `certification` or `hardNegatives`. */
export type GenerateInputs = Readonly<Record<'falsePositives' | 'training', ArtifactRef>> & Readonly<Partial<Record<'doubts' | 'tuning' | 'certification' | 'hardNegatives', ArtifactRef>>>;
export type GenerateJob = StageJob<GenerateParameters, GenerateInputs>;

/** A row to be varied. `counts` is JSON: how many variations by each method. */
export interface SourceRow extends Row {
  readonly counts: string;
}

const SOURCE_COLUMNS = { ...ROW_COLUMNS, counts: 'text' } as const;

/**
 * Chooses what is covered: false positives of `train` groups by category allocation, and training attacks to vary.
 * Choice is by hash, so it is the same on every machine and does not depend on the order of the data.
 */
export const selectSources =
  (ports: Ports) =>
  ({ request: { parameters, inputs }, lease }: GenerateJob): Promise<StageOutcome<'sources' | 'covered'>> =>
    makeUnit(ports, { unit: 'select-sources', ...identityOfChoice(parameters, inputs) }, lease, async (workshop) => {
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

/** What the choice depends on: nothing of the checks that variations go through. */
function identityOfChoice(parameters: GenerateParameters, { falsePositives, training, doubts }: GenerateInputs): Pick<Work, 'parameters' | 'inputs'> {
  const { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, augmentation, providers } = parameters;
  return {
    parameters: { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, methods: augmentation.methods, perturbationShare: augmentation.perturbationShare, ...(providers && { providers }) },
    inputs: { falsePositives, training, ...(doubts && { doubts }) },
  };
}

/** The first ones by hash of each category: a larger allocation holds the smaller one. */
export function chooseCovered(falsePositives: readonly FalsePositive[], { seed, cuts, allocation }: Pick<GenerateParameters, 'seed' | 'cuts' | 'allocation'>): FalsePositive[] {
  const eligible = falsePositives.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train');
  return Object.entries(allocation).flatMap(([category, count]) =>
    byHash(eligible.filter((row) => row.falsePositiveCategory === category), 'cover', seed).slice(0, count),
  );
}

/**
 * `perturbationShare` of the attacks' variations are perturbations; the others are dealt to the methods of the benign
 * rows in the same shares, so that no method tells the class. With no method available all are perturbations.
 */
function chooseAttacks(training: readonly Row[], { seed, cuts, maliciousAugmentations, augmentation, providers }: GenerateParameters): SourceRow[] {
  const eligible = training.filter((row) => row.label === 'malicious' && trainingSplit(row.groupId, seed, cuts) === 'train');
  const chosen = byHash(eligible, 'perturb', seed);
  const rewritten = maliciousAugmentations - Math.round(augmentation.perturbationShare * maliciousAugmentations);
  const { quotas } = methodQuotas(augmentation.methods, rewritten, providers);
  const perturbed = maliciousAugmentations - Object.values(quotas).reduce((sum, count) => sum + count, 0);
  const dealt = deal({ perturbation: perturbed, ...quotas }, spread(maliciousAugmentations, chosen.length));
  return chosen.flatMap((row, index) => (Object.keys(dealt[index]!).length > 0 ? [sourceRow(row, dealt[index]!)] : []));
}

/** `total` over `slots` as evenly as whole numbers allow, the first ones taking the rest. */
function spread(total: number, slots: number): number[] {
  return Array.from({ length: slots }, (_, index) => Math.floor(total / slots) + (index < total % slots ? 1 : 0));
}

function withMethods(covered: readonly FalsePositive[], { variationsPerFalsePositive: each, augmentation, seed, providers }: GenerateParameters): SourceRow[] {
  const { quotas } = methodQuotas(augmentation.methods, covered.length * each, providers);
  const dealt = deal(quotas, covered.map(() => each));
  return byHash(covered, 'deal', seed).map((row, index) => sourceRow(row, dealt[index]!));
}

/** Deals the methods out to sources that take `each` of them, so that the totals are the quotas and each source gets a mix. */
function deal(quotas: Readonly<Record<string, number>>, each: readonly number[]): Record<string, number>[] {
  const deck = Object.entries(quotas).flatMap(([method, count]) => Array.from({ length: count }, (_, index) => ({ method, at: (index + 0.5) / count })));
  deck.sort((a, b) => a.at - b.at || (a.method < b.method ? -1 : 1));
  let from = 0;
  return each.map((count) => {
    const counts: Record<string, number> = {};
    for (const { method } of deck.slice(from, (from += count))) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  });
}

function sourceRow({ id, text, label, source, category, groupId }: Row, counts: Record<string, number>): SourceRow {
  return { id, text, label, source, category, groupId, counts: JSON.stringify(counts) };
}
