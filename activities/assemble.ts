import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { byHash } from '../domain/by-hash.ts';
import { choosePairs, trainablePairs, withoutHalves } from '../domain/contrast-pairs.ts';
import { countBy } from '../domain/count-by.ts';
import { NearDuplicateIndex } from '../domain/near-duplicates/near-duplicate-index.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import { groupBy } from '../domain/group-by.ts';
import type { AssembleSettings, CutSettings } from '../domain/profile.ts';
import type { Row, RowOrigin, TrainingRow } from '../domain/row.ts';
import { isExtraSet } from '../domain/sets.ts';
import type { ExtraSet } from '../domain/sets.ts';
import { assertDisjointGroups, trainingSplit } from '../domain/splits.ts';
import { notHeldBack } from '../domain/not-held-back.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { categoriser } from '../domain/taxonomy.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';
import { putJson } from './engine/artifacts.ts';
import { doubtedIds } from './engine/doubted-ids.ts';
import { makeStage } from './engine/make.ts';
import type { FalsePositive } from './engine/false-positives.ts';
import { putRows, readAll, readRows, TRAINING_COLUMNS } from './engine/rows.ts';
import type { Ports } from './ports.ts';

export type AssembleOutputs = 'train' | 'validation' | 'test' | 'accounting';
type Split = 'train' | 'validation' | 'test';

export interface AssembleParameters extends AssembleSettings {
  readonly seed: number;
  readonly cuts: CutSettings;
  readonly nearDuplicateJaccard: number;
  /** How many of `trainingHardNegatives` are trained on: of the categories that come first, then the others, each the first ones by hash. */
  readonly hardNegatives?: number;
  /** How many of `contrastPairs` are trained on: the first ones by hash. */
  readonly contrastPairs?: number;
  /** Tells the categories of hard negatives, where some come first. */
  readonly taxonomy?: Taxonomy;
}

/** Training rows, and for a challenger what was mined, which of it is covered, and what was generated from it. */
export type AssembleInputs = {
  readonly training: ArtifactRef;
  readonly falsePositives?: ArtifactRef;
  readonly covered?: ArtifactRef;
  readonly variations?: ArtifactRef;
  /** Benign prompts that look like attacks, written to be learned from. */
  readonly trainingHardNegatives?: ArtifactRef;
  readonly contrastPairs?: ArtifactRef;
  /** Training rows that wait for a person's decision on their label. */
  readonly doubts?: ArtifactRef;
  /** Rows no training row may resemble: tuning, certification, and what else is measured on. */
  readonly tuning?: ArtifactRef;
  readonly certification?: ArtifactRef;
  readonly hardNegatives?: ArtifactRef;
  readonly unseen?: ArtifactRef;
  readonly later?: ArtifactRef;
} & Readonly<Record<ExtraSet, ArtifactRef>>;
export type AssembleJob = StageJob<AssembleParameters, AssembleInputs>;

/**
 * Puts the splits together: every group in one split, augmented rows in `train` only, no duplicates, and nothing that
 * resembles an evaluation row. Refuses (HONE_LEAK) rather than train on a leak. Nothing is learned from a row whose label is
 * doubted; in `test` it stays, for a test without what models get wrong would flatter.
 */
export const assemble =
  (ports: Ports) =>
  (job: AssembleJob): Promise<StageOutcome<AssembleOutputs>> =>
    makeStage(ports, job, async (workshop) => {
      const { parameters, inputs } = job.request;
      const { variations, ...others } = inputs;
      const { train, validation, test, dropped } = await assembleRows(ports, parameters, { ...others, variations: variations ? [variations] : [] });
      const summary = { train: describe(train), validation: describe(validation), test: describe(test), dropped };
      const outputs = {
        train: await putRows(ports, workshop, 'train', TRAINING_COLUMNS, train),
        validation: await putRows(ports, workshop, 'validation', TRAINING_COLUMNS, validation),
        test: await putRows(ports, workshop, 'test', TRAINING_COLUMNS, test),
        accounting: await putJson(ports, { ...summary, parameters: { ...parameters }, inputs: Object.keys(inputs).sort() }),
      };
      const sizes = [train, validation, test].map((rows) => rows.length).join(' / ');
      const written = ([['hard-negative', 'hard negatives'], ['contrast-pair', 'rows of contrast pairs']] as const).map(([origin, title]) => {
        const count = train.filter((row) => row.origin === origin).length;
        return count > 0 ? `; ${count} ${title} in train` : '';
      });
      return { outputs, summary, headline: `${sizes} rows in train / validation / test; ${total(dropped)} dropped${written.join('')}` };
    });

export interface Assembled extends Readonly<Record<Split, TrainingRow[]>> {
  /** Rows left out, by reason. */
  readonly dropped: Record<string, number>;
}

type AssembledFrom = Omit<AssembleInputs, 'variations'> & { readonly variations: readonly ArtifactRef[] };

/** The rules of `assemble`, for whoever else trains on such rows. */
export async function assembleRows(ports: Ports, parameters: AssembleParameters, from: AssembledFrom): Promise<Assembled> {
  const dropped: Record<string, number> = {};
  const evaluation = await evaluationRows(ports, from);
  const splits = await splitRows(ports, parameters, from, dropped);
  const unique = dropDuplicates(outsideOf(evaluation, splits.train, dropped), dropped);
  const apart = dropLeaks(unique, Object.values(evaluation).flat(), parameters.nearDuplicateJaccard, dropped);
  const train = withoutHalves(apart);
  if (train.length < apart.length) dropped['half-of-a-pair'] = apart.length - train.length;
  const { validation } = splits;
  const test = outsideOf(evaluation, splits.test, dropped);
  const { tuning = [], certification = [], ...others } = evaluation;
  assertDisjointGroups({ train, validation, test, tuning, certification });
  // The others may resemble traffic and each other: all are measured on.
  for (const [name, rows] of Object.entries(others)) assertDisjointGroups({ train, validation, test, [name]: rows });
  return { train, validation, test, dropped };
}

/** Original rows by their group's split, plus new rows in `train`. False positives of other splits' groups are test rows. */
async function splitRows(ports: Ports, parameters: AssembleParameters, { training, falsePositives, covered, variations, trainingHardNegatives, contrastPairs, doubts }: AssembledFrom, dropped: Record<string, number>): Promise<Record<Split, TrainingRow[]>> {
  const { seed, cuts, replayRows, includeSources } = parameters;
  const originals = (await readRows<Row>(ports, training)).map((row) => asOriginal(row, 'original'));
  const bySplit = groupBy(originals, (row) => trainingSplit(row.groupId, seed, cuts));
  const doubted = await doubtedIds(ports, doubts);
  const undoubted = (split: Split): TrainingRow[] => (bySplit.get(split) ?? []).filter((row) => !doubted.has(row.id) || count(dropped, 'label-doubted'));
  const mined = falsePositives ? (await readRows<FalsePositive>(ports, falsePositives)).map((row) => asOriginal(row, 'false-positive')) : [];
  const unseen = mined.filter((row) => trainingSplit(row.groupId, seed, cuts) === 'test');
  const sources = covered && includeSources ? (await readRows<Row>(ports, covered)).map((row) => asOriginal(row, 'false-positive')) : [];
  const made = await readAll<TrainingRow>(ports, variations);
  const handWritten = trainingHardNegatives ? chooseHardNegatives(await readRows<Row>(ports, trainingHardNegatives), [...originals, ...mined], parameters) : [];
  const pairs = contrastPairs ? trainablePairs(await readRows<Row>(ports, contrastPairs), [...originals, ...mined], seed, cuts) : [];
  const contrast = choosePairs(pairs, parameters.contrastPairs ?? 0, seed).map((row) => asOriginal(row, 'contrast-pair'));
  return {
    train: [...sample(undoubted('train'), replayRows, seed), ...sources, ...made, ...handWritten, ...contrast],
    validation: undoubted('validation'),
    test: [...(bySplit.get('test') ?? []), ...unseen],
  };
}

/** The first ones by hash, of the categories that come first before the others: a larger count holds the smaller one. */
function chooseHardNegatives(rows: readonly Row[], others: readonly Row[], { seed, cuts, hardNegatives = 0, hardNegativesFirst = [], taxonomy }: AssembleParameters): TrainingRow[] {
  const ordered = byHash(notHeldBack(rows, others, seed, cuts), 'hard-negative', seed);
  const categorise = taxonomy && categoriser(taxonomy);
  const comesFirst = (row: Row): boolean => categorise !== undefined && hardNegativesFirst.includes(categorise(row, []).category);
  const [first, rest] = [ordered.filter(comesFirst), ordered.filter((row) => !comesFirst(row))];
  return [...first, ...rest].slice(0, hardNegatives).map((row) => asOriginal(row, 'hard-negative'));
}

/** A row as it was found or written, which no method has rewritten. */
function asOriginal({ id, text, label, source, category, groupId }: Row, origin: Exclude<RowOrigin, 'variation'>): TrainingRow {
  return { id, text, label, source, category, groupId, origin, sourceId: id, method: '' };
}

/** A fixed sample: the rows with the smallest hashes. */
function sample(rows: readonly TrainingRow[], count: number | 'all', seed: number): TrainingRow[] {
  if (count === 'all' || rows.length <= count) return [...rows];
  return byHash(rows, 'replay', seed).slice(0, count);
}

function dropDuplicates(rows: readonly TrainingRow[], dropped: Record<string, number>): TrainingRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const text = normaliseForMatching(row.text);
    if (seen.has(text)) return count(dropped, 'duplicate');
    seen.add(text);
    return true;
  });
}

type Evaluation = Readonly<Record<string, readonly Row[]>>;

async function evaluationRows(ports: Ports, from: AssembledFrom): Promise<Evaluation> {
  const evaluation: Record<string, readonly Row[]> = {};
  for (const name of [...EVALUATED, ...Object.keys(from).filter(isExtraSet).sort()] as const) {
    const rows = from[name];
    if (rows) evaluation[name] = await readRows<Row>(ports, rows);
  }
  return evaluation;
}

const EVALUATED = ['tuning', 'certification', 'hardNegatives', 'unseen', 'later'] as const;

/** Traffic and attacks are cut apart: a group that is in both can be mined on one side and evaluated on the other. */
function outsideOf(evaluation: Evaluation, rows: readonly TrainingRow[], dropped: Record<string, number>): TrainingRow[] {
  const evaluated = new Set(Object.values(evaluation).flat().map((row) => row.groupId));
  return rows.filter((row) => row.origin === 'original' || !evaluated.has(row.groupId) || count(dropped, 'group-in-evaluation-set'));
}

function dropLeaks(rows: readonly TrainingRow[], evaluation: readonly Row[], jaccard: number, dropped: Record<string, number>): TrainingRow[] {
  if (evaluation.length === 0) return [...rows];
  const index = new NearDuplicateIndex(evaluation.map((row) => row.text), { jaccard });
  // Originals were grouped with the evaluation sets by ingest; only what came since can be too near.
  return rows.filter((row) => row.origin === 'original' || !index.has(row.text) || count(dropped, 'near-evaluation-row'));
}

function count(dropped: Record<string, number>, reason: string): false {
  dropped[reason] = (dropped[reason] ?? 0) + 1;
  return false;
}

function describe(rows: readonly TrainingRow[]): { rows: number; labels: Record<string, number>; origins: Record<string, number> } {
  return { rows: rows.length, labels: countBy(rows, (row) => row.label), origins: countBy(rows, (row) => `${row.label} ${row.origin}`) };
}

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
