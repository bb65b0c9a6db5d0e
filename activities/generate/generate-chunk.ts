import { expandSource } from '../../augmentation/expand.ts';
import type { Checks, Expansion } from '../../augmentation/expand.ts';
import { framing } from '../../augmentation/framing.ts';
import type { Variation } from '../../augmentation/method.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import type { AugmentationSettings, LlmCostSettings, Method } from '../../domain/profile.ts';
import type { ProviderStates } from '../../domain/providers.ts';
import { rng } from '../../domain/rng.ts';
import type { TrainingRow } from '../../domain/row.ts';
import type { Lease, RowRange, StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows, TRAINING_COLUMNS } from '../engine/rows.ts';
import { openSpending } from '../engine/spending.ts';
import type { Ports } from '../ports.ts';
import { askProviders, providedParameters } from './ask-providers.ts';
import type { AskSettings } from './ask-providers.ts';
import { addAccount } from './method-accounts.ts';
import type { MethodAccounts } from './method-accounts.ts';
import type { SourceRow } from './select-sources.ts';

export interface GenerateChunkInput {
  readonly lease: Lease;
  readonly sources: ArtifactRef;
  readonly range: RowRange;
  readonly seed: number;
  readonly augmentation: AugmentationSettings;
  /** What the run found of its providers, and how it asks its language model; not there where its methods need none. */
  readonly providers?: ProviderStates;
  readonly llm?: LlmCostSettings;
}

/** Rewrites sources `[from, to)`, always from the original. The seed of each variation is its source, method and index. */
export const generateChunk =
  (ports: Ports, spending = openSpending(ports.store)) =>
  ({ lease, sources, range, seed, augmentation, providers, llm }: GenerateChunkInput): Promise<StageOutcome<'variations', MethodAccounts>> => {
    const { filters, methods, perturbationSeverity } = augmentation;
    const asking: AskSettings | undefined = providers && llm && { seed, augmentation, llm, providers };
    const provided = asking && providedParameters(asking);
    const work = { unit: 'generate-chunk', parameters: { ...range, seed, filters, methods, perturbationSeverity, ...(provided && { provided }) }, inputs: { sources } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const rows = await readRows<SourceRow>(ports, sources, range);
      const accounts: MethodAccounts = {};
      const asked = asking && (await askProviders(ports, rows, asking, { run: lease.owner, spending, workshop }));
      for (const [method, account] of Object.entries(asked?.accounts ?? {})) addAccount(accounts, method, { made: 0, kept: 0, dropped: {}, ...account });
      const made: TrainingRow[] = [];
      for (const [index, row] of rows.entries()) {
        made.push(...(await vary(ports, row, seed, augmentation, asked?.variations.get(row.id), accounts)));
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

/** What providers made of one source. */
type Provided = Readonly<Partial<Record<Method, readonly Variation[]>>>;

async function vary(ports: Ports, row: SourceRow, seed: number, augmentation: AugmentationSettings, provided: Provided | undefined, accounts: MethodAccounts): Promise<TrainingRow[]> {
  const wanted = JSON.parse(row.counts) as Record<string, number>;
  const context = { lexicon: ports.lexicon(), perturbationSeverity: augmentation.perturbationSeverity };
  const checks: Checks = { filters: augmentation.filters, seen: () => false };
  const expand = (counts: Record<string, number>): Promise<Expansion> => expandSource(row, counts, { seed, context, checks, ...(provided && { provided }) });
  const { kept, accounting } = await expand(wanted);
  for (const [method, account] of Object.entries(accounting)) addAccount(accounts, method, account);
  const others = await madeGood(row, seed, kept, wanted, augmentation, expand);
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
async function madeGood(
  row: SourceRow,
  seed: number,
  kept: readonly Made[],
  wanted: Record<string, number>,
  { methods }: AugmentationSettings,
  expand: (counts: Record<string, number>) => Promise<Expansion>,
): Promise<Made[]> {
  const missing = Object.values(wanted).reduce((sum, count) => sum + count, 0) - kept.length;
  if (missing <= 0 || 'perturbation' in wanted) return [];
  const known = new Set(kept.map(({ text }) => text));
  const widened = Object.fromEntries(Object.keys(methods).map((method) => [method, (wanted[method] ?? 0) + missing]));
  const others = (await expand(widened)).kept.filter(({ text }) => !known.has(text)).slice(0, missing);
  // A rule may have said "thank you" already: what reads the same would be dropped later, and one would be missing.
  const taken = new Set([...kept, ...others].map(({ text }) => normaliseForMatching(text)));
  const framed = framing(row.text, Infinity, rng(seed, row.id, 'framing')).filter(({ text }) => !taken.has(normaliseForMatching(text)));
  return [...others, ...framed.slice(0, missing - others.length).map(({ text }, index) => ({ id: `${row.id}~framing~${index}`, text, method: 'framing' }))];
}
