import { join } from 'node:path';
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
import { append, putTable, readPieces, ROW_COLUMNS } from '../engine/rows.ts';
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
    makeUnit(ports, { unit: 'select-sources', ...identityOfChoice(parameters, inputs) }, lease, (workshop) =>
      ports.tables.withDatabase(join(workshop.directory, 'sources.duckdb'), async (database) => {
        const doubted = await doubtedIds(ports, inputs.doubts);
        const covered = chooseCovered(await candidates(ports, inputs.falsePositives), parameters);
        const attacks = chooseAttacks((await candidates(ports, inputs.training)).filter((row) => !doubted.has(row.id)), parameters);
        const [countsOfCovered, countsOfAttacks] = [dealToCovered(covered, parameters), dealToAttacks(attacks, parameters)];
        await append(database, 'covered', FALSE_POSITIVE_COLUMNS, chosenOf<FalsePositive>(ports, inputs.falsePositives, countsOfCovered));
        await append(database, 'sources', SOURCE_COLUMNS, chosenOf<SourceRow>(ports, inputs.falsePositives, countsOfCovered), chosenOf<SourceRow>(ports, inputs.training, countsOfAttacks));
        const outputs = {
          sources: await putTable(ports, database, workshop, 'sources', SOURCE_COLUMNS),
          covered: await putTable(ports, database, workshop, 'covered', FALSE_POSITIVE_COLUMNS),
        };
        return { outputs, summary: {}, headline: `${countsOfCovered.size} false positives and ${countsOfAttacks.size} attacks to vary` };
      }),
    );

/** What the choice looks at: of a million rows this is all that is held in memory. */
type Candidate = Pick<FalsePositive, 'id' | 'groupId' | 'label' | 'falsePositiveCategory'>;

async function candidates(ports: Ports, table: ArtifactRef): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for await (const rows of readPieces<Candidate>(ports, table)) {
    for (const { id, groupId, label, falsePositiveCategory } of rows) found.push({ id, groupId, label, falsePositiveCategory });
  }
  return found;
}

/** The chosen rows of a table in its order, each with its counts. */
async function* chosenOf<T extends object>(ports: Ports, table: ArtifactRef, counts: ReadonlyMap<string, string>): AsyncGenerator<T[]> {
  for await (const rows of readPieces<T & { readonly id: string }>(ports, table)) {
    yield rows.filter(({ id }) => counts.has(id)).map((row) => ({ ...row, counts: counts.get(row.id) }));
  }
}

/** What the choice depends on: nothing of the checks that variations go through. */
function identityOfChoice(parameters: GenerateParameters, { falsePositives, training, doubts }: GenerateInputs): Pick<Work, 'parameters' | 'inputs'> {
  const { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, augmentation, providers } = parameters;
  return {
    parameters: { seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, methods: augmentation.methods, perturbationShare: augmentation.perturbationShare, ...(providers && { providers }) },
    inputs: { falsePositives, training, ...(doubts && { doubts }) },
  };
}

/** The first ones by hash of each category: a larger allocation holds the smaller one. */
export function chooseCovered<T extends Pick<FalsePositive, 'id' | 'groupId' | 'falsePositiveCategory'>>(falsePositives: readonly T[], { seed, cuts, allocation }: Pick<GenerateParameters, 'seed' | 'cuts' | 'allocation'>): T[] {
  const eligible = falsePositives.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'train');
  return Object.entries(allocation).flatMap(([category, count]) =>
    byHash(eligible.filter((row) => row.falsePositiveCategory === category), 'cover', seed).slice(0, count),
  );
}

function chooseAttacks(training: readonly Candidate[], { seed, cuts }: GenerateParameters): Candidate[] {
  const eligible = training.filter((row) => row.label === 'malicious' && trainingSplit(row.groupId, seed, cuts) === 'train');
  return byHash(eligible, 'perturb', seed);
}

function dealToCovered(covered: readonly Candidate[], { variationsPerFalsePositive: each, augmentation, seed, providers }: GenerateParameters): Map<string, string> {
  const { quotas } = methodQuotas(augmentation.methods, covered.length * each, providers);
  return deal(quotas, byHash(covered, 'deal', seed), () => each);
}

/**
 * `perturbationShare` of the attacks' variations are perturbations; the others are dealt to the methods of the benign
 * rows in the same shares, so that no method tells the class. With no method available all are perturbations.
 */
function dealToAttacks(attacks: readonly Candidate[], { maliciousAugmentations: total, augmentation, providers }: GenerateParameters): Map<string, string> {
  const rewritten = total - Math.round(augmentation.perturbationShare * total);
  const { quotas } = methodQuotas(augmentation.methods, rewritten, providers);
  const perturbed = total - Object.values(quotas).reduce((sum, count) => sum + count, 0);
  // As evenly as whole numbers allow, the first ones taking the rest.
  const dealt = deal({ perturbation: perturbed, ...quotas }, attacks, (index) => Math.floor(total / attacks.length) + (index < total % attacks.length ? 1 : 0));
  return new Map([...dealt].filter(([, counts]) => counts !== '{}'));
}

/** Deals the methods out so that the totals are the quotas and each row gets a mix; by row, as JSON. */
function deal(quotas: Readonly<Record<string, number>>, rows: readonly Candidate[], each: (index: number) => number): Map<string, string> {
  const deck = interleaved(quotas);
  const dealt = new Map<string, string>();
  for (const [index, { id }] of rows.entries()) {
    const counts: Record<string, number> = {};
    for (let left = each(index); left > 0; left--) {
      const { value: method, done } = deck.next();
      if (done) break;
      counts[method] = (counts[method] ?? 0) + 1;
    }
    dealt.set(id, JSON.stringify(counts));
  }
  return dealt;
}

/** Each method as often as its quota says, all of them spread evenly over the whole. */
function* interleaved(quotas: Readonly<Record<string, number>>): Generator<string, undefined> {
  let decks = Object.entries(quotas).map(([method, count]) => ({ method, count, index: 0 }));
  decks.sort((a, b) => (a.method < b.method ? -1 : 1));
  const placeOf = ({ count, index }: (typeof decks)[number]): number => (index + 0.5) / count;
  while ((decks = decks.filter(({ count, index }) => index < count)).length > 0) {
    const next = decks.reduce((first, deck) => (placeOf(deck) < placeOf(first) ? deck : first));
    next.index += 1;
    yield next.method;
  }
  return undefined;
}
