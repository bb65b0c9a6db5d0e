import { expandSource } from '../augmentation/expand.ts';
import type { Expansion } from '../augmentation/expand.ts';
import { framing } from '../augmentation/framing.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { AugmentationSettings } from '../domain/profile.ts';
import { countBy } from '../domain/count-by.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import { rng } from '../domain/rng.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import type { Lease, RowRange, StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage, makeUnit } from './engine/make.ts';
import { putRows, readAll, readRows, TRAINING_COLUMNS } from './engine/rows.ts';
import type { Ports } from './ports.ts';
import type { SourceRow } from './select-sources.ts';

export type GenerateOutputs = 'variations' | 'covered' | 'accounting';

export interface GenerateChunkInput {
  readonly lease: Lease;
  readonly sources: ArtifactRef;
  readonly range: RowRange;
  readonly seed: number;
  readonly augmentation: AugmentationSettings;
}

/** Counts per method: what was made and kept, and why the rest was dropped. */
export type MethodAccounts = Record<string, { made: number; kept: number; dropped: Record<string, number> }>;

/** Rewrites sources `[from, to)`, always from the original. The seed of each variation is its source, method and index. */
export const generateChunk =
  (ports: Ports) =>
  ({ lease, sources, range, seed, augmentation }: GenerateChunkInput): Promise<StageOutcome<'variations', MethodAccounts>> => {
    const { filters, methods, perturbationSeverity } = augmentation;
    const work = { unit: 'generate-chunk', parameters: { ...range, seed, filters, methods, perturbationSeverity }, inputs: { sources } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const rows = await readRows<SourceRow>(ports, sources, range);
      const accounts: MethodAccounts = {};
      const made: TrainingRow[] = [];
      for (const [index, row] of rows.entries()) {
        made.push(...vary(ports, row, seed, augmentation, accounts));
        if (index % 50 === 0) await breathe(() => workshop.progress({ phase: 'generate', done: index, total: rows.length }));
      }
      const variations = await putRows(ports, workshop, 'variations', TRAINING_COLUMNS, made);
      return { outputs: { variations }, summary: accounts, headline: `${made.length} variations of ${rows.length} sources` };
    });
  };

/** Lets heartbeats and other activities of this worker run between rows. */
async function breathe(report: () => void): Promise<void> {
  report();
  await new Promise((resolve) => setImmediate(resolve));
}

function vary(ports: Ports, row: SourceRow, seed: number, augmentation: AugmentationSettings, accounts: MethodAccounts): TrainingRow[] {
  const wanted = JSON.parse(row.counts) as Record<string, number>;
  const context = { lexicon: ports.lexicon(), perturbationSeverity: augmentation.perturbationSeverity };
  const expand = (counts: Record<string, number>): Expansion => expandSource(row, counts, seed, context, augmentation.filters, () => false);
  const { kept, accounting } = expand(wanted);
  for (const [method, account] of Object.entries(accounting)) addAccount(accounts, method, account);
  const others = madeGood(row, seed, kept, wanted, augmentation, expand);
  for (const { method } of others) addAccount(accounts, method, { made: 1, kept: 1, dropped: {} });
  const { label, source, category, groupId } = row;
  return [...kept, ...others].map(({ id, text, method }) => ({ id, text, label, source, category, groupId, origin: 'variation', sourceId: row.id, method }));
}

/** A variation as the tables need it; its id names source, method and index. */
type Made = Pick<Expansion['kept'][number], 'id' | 'text'> & { readonly method: string };

/**
 * What a method cannot make of a false positive, the others make: one with few synonyms gets more restructurings. What no
 * method can rewrite is framed, so that each covered false positive has all its variations.
 */
function madeGood(
  row: SourceRow,
  seed: number,
  kept: readonly Made[],
  wanted: Record<string, number>,
  { methods }: AugmentationSettings,
  expand: (counts: Record<string, number>) => Expansion,
): Made[] {
  const missing = Object.values(wanted).reduce((sum, count) => sum + count, 0) - kept.length;
  if (missing <= 0 || 'perturbation' in wanted) return [];
  const known = new Set(kept.map(({ text }) => text));
  const widened = Object.fromEntries(Object.keys(methods).map((method) => [method, (wanted[method] ?? 0) + missing]));
  const others = expand(widened).kept.filter(({ text }) => !known.has(text)).slice(0, missing);
  // A rule may have said "thank you" already: what reads the same would be dropped later, and one would be missing.
  const taken = new Set([...kept, ...others].map(({ text }) => normaliseForMatching(text)));
  const framed = framing(row.text, Infinity, rng(seed, row.id, 'framing')).filter(({ text }) => !taken.has(normaliseForMatching(text)));
  return [...others, ...framed.slice(0, missing - others.length).map(({ text }, index) => ({ id: `${row.id}~framing~${index}`, text, method: 'framing' }))];
}

function addAccount(accounts: MethodAccounts, method: string, account: MethodAccounts[string]): void {
  const sum = (accounts[method] ??= { made: 0, kept: 0, dropped: {} });
  sum.made += account.made;
  sum.kept += account.kept;
  for (const [reason, count] of Object.entries(account.dropped)) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + count;
}

export interface FinishGenerateInput extends StageJob {
  readonly sources: ArtifactRef;
  readonly covered: ArtifactRef;
  readonly chunks: readonly { readonly variations: ArtifactRef; readonly accounts: MethodAccounts }[];
}

/** Puts the chunks together, drops texts made twice from different sources, and adds up the accounts. */
export const finishGenerate =
  (ports: Ports) =>
  (input: FinishGenerateInput): Promise<StageOutcome<GenerateOutputs>> =>
    makeStage(ports, input, async (workshop) => {
      const made = await readAll<TrainingRow>(ports, input.chunks.map((chunk) => chunk.variations));
      const unique = [...new Map(made.toReversed().map((row) => [normaliseForMatching(row.text), row])).values()];
      const methods: MethodAccounts = {};
      for (const chunk of input.chunks) for (const [method, account] of Object.entries(chunk.accounts)) addAccount(methods, method, account);
      const summary = { ...countSources(unique), fewestPerFalsePositive: await fewest(ports, input.covered, unique), sameTextFromOtherSource: made.length - unique.length, methods };
      const variations = await putRows(ports, workshop, 'variations', TRAINING_COLUMNS, unique);
      const outputs = { variations, covered: input.covered, accounting: await putJson(ports, summary) };
      const headline = `${summary.benign} variations of ${summary.benignSources} false positives (at least ${summary.fewestPerFalsePositive} each), ${summary.malicious} of attacks`;
      return { outputs, summary, headline };
    });

/** The smallest number of variations that any covered false positive has; 0 where none is covered. */
async function fewest(ports: Ports, covered: ArtifactRef, rows: readonly TrainingRow[]): Promise<number> {
  const counts = countBy(rows, (row) => row.sourceId);
  const sources = await readRows<Row>(ports, covered);
  return sources.length === 0 ? 0 : sources.reduce((least, { id }) => Math.min(least, counts[id] ?? 0), Infinity);
}

function countSources(rows: readonly TrainingRow[]): { benign: number; benignSources: number; malicious: number; maliciousSources: number } {
  const benign = rows.filter((row) => row.label === 'benign');
  const malicious = rows.filter((row) => row.label === 'malicious');
  const sources = (of: readonly TrainingRow[]): number => new Set(of.map((row) => row.sourceId)).size;
  return { benign: benign.length, benignSources: sources(benign), malicious: malicious.length, maliciousSources: sources(malicious) };
}
