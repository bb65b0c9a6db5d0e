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
import type { Ports } from '../ports.ts';
import { askProviders, providedParameters } from './ask-providers.ts';
import type { AskSettings } from './ask-providers.ts';
import { addAccount } from './method-accounts.ts';
import type { MethodAccounts } from './method-accounts.ts';
import { identityOfChecks, openChecks } from './open-checks.ts';
import type { CheckInputs, CheckPools } from './open-checks.ts';
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
  readonly checks?: CheckInputs;
}

/** Rewrites sources `[from, to)`, always from the original. The seed of each variation is its source, method and index. */
export const generateChunk =
  (ports: Ports, pools: CheckPools) =>
  ({ lease, sources, range, seed, augmentation, providers, llm, checks = {} }: GenerateChunkInput): Promise<StageOutcome<'variations', MethodAccounts>> => {
    const { filters, methods, perturbationSeverity } = augmentation;
    const asking: AskSettings | undefined = providers && llm && { seed, augmentation, llm, providers };
    const provided = asking && providedParameters(asking);
    const checked = identityOfChecks(checks);
    const parameters = { ...range, seed, filters, methods, perturbationSeverity, ...checked.parameters, ...(provided && { provided }) };
    const work = { unit: 'generate-chunk', parameters, inputs: { sources, ...checked.inputs } } as const;
    return makeUnit(ports, work, lease, async (workshop) => {
      const rows = await readRows<SourceRow>(ports, sources, range);
      const opened = await openChecks(ports, pools, checks, { augmentation, llm, run: lease.owner, signal: workshop.signal });
      const accounts: MethodAccounts = {};
      const asked = asking && (await askProviders(ports, rows, asking, { run: lease.owner, spending: pools.spending, workshop }));
      for (const [method, account] of Object.entries(asked?.accounts ?? {})) addAccount(accounts, method, { made: 0, kept: 0, dropped: {}, ...account });
      const made: TrainingRow[] = [];
      for (let done = 0; done < rows.length; done += ROWS_AT_ONCE) {
        const some = rows.slice(done, done + ROWS_AT_ONCE);
        const varied = await Promise.all(some.map((row) => vary(ports, row, { seed, augmentation, checks: opened.checksOf(row), provided: asked?.variations.get(row.id) })));
        for (const each of varied) {
          made.push(...each.rows);
          for (const [method, account] of each.accounts) addAccount(accounts, method, account);
        }
        await breathe(() => workshop.progress({ phase: 'generate', done, total: rows.length }));
      }
      if (opened.judging?.spent().calls) addAccount(accounts, 'label-judge', { made: 0, kept: 0, dropped: {}, spent: opened.judging.spent() });
      const variations = await putRows(ports, workshop, 'variations', TRAINING_COLUMNS, made);
      return { outputs: { variations }, summary: accounts, headline: `${made.length} variations of ${rows.length} sources` };
    });
  };

/** So that the encoder's threads and a language model have several rows to work on. Accounts are added up in the order of the rows. */
const ROWS_AT_ONCE = 16;

/** Lets heartbeats and other activities of this worker run between rows. */
async function breathe(report: () => void): Promise<void> {
  report();
  await new Promise((resolve) => setImmediate(resolve));
}

interface Varied {
  readonly rows: TrainingRow[];
  readonly accounts: readonly (readonly [method: string, account: MethodAccounts[string]])[];
}

interface VaryOptions {
  readonly seed: number;
  readonly augmentation: AugmentationSettings;
  readonly checks: Checks;
  /** What providers made of the source. */
  readonly provided: Readonly<Partial<Record<Method, readonly Variation[]>>> | undefined;
}

async function vary(ports: Ports, row: SourceRow, { seed, augmentation, checks, provided }: VaryOptions): Promise<Varied> {
  const wanted = JSON.parse(row.counts) as Record<string, number>;
  const context = { lexicon: ports.lexicon(), perturbationSeverity: augmentation.perturbationSeverity };
  const expand = (counts: Record<string, number>): Promise<Expansion> => expandSource(row, counts, { seed, context, checks, ...(provided && { provided }) });
  const { kept, accounting } = await expand(wanted);
  const others = row.label === 'malicious' ? await perturbedInstead(kept, wanted, expand) : await madeGood(row, seed, kept, wanted, augmentation, checks, expand);
  const { label, source, category, groupId } = row;
  const rows = [...kept, ...others].map(({ id, text, method }): TrainingRow => ({ id, text, label, source, category, groupId, origin: 'variation', sourceId: row.id, method }));
  return { rows, accounts: [...Object.entries(accounting), ...others.map(({ method }) => [method, { made: 1, kept: 1, dropped: {} }] as const)] };
}

/** A variation as the tables need it; its id names source, method and index. */
type Made = Pick<Expansion['kept'][number], 'id' | 'text'> & { readonly method: string };

/**
 * What the other methods cannot make of an attack goes to perturbation: its payload is most of it, or it is no English. Such
 * rows are counted as a method of their own, so that the report shows how many there are.
 */
async function perturbedInstead(kept: readonly Expansion['kept'][number][], wanted: Record<string, number>, expand: (counts: Record<string, number>) => Promise<Expansion>): Promise<Made[]> {
  const { perturbation = 0, ...others } = wanted;
  const asked = Object.values(others).reduce((sum, count) => sum + count, 0);
  const missing = asked - kept.filter(({ method }) => method !== 'perturbation').length;
  if (missing <= 0) return [];
  const known = new Set(kept.map(({ id }) => id));
  const texts = new Set(kept.map(({ text }) => text));
  const more = (await expand({ perturbation: perturbation + missing })).kept.filter(({ id, text }) => !known.has(id) && !texts.has(text));
  return more.slice(0, missing).map(({ id, text }) => ({ id, text, method: 'perturbation-instead' }));
}

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
  { seen }: Checks,
  expand: (counts: Record<string, number>) => Promise<Expansion>,
): Promise<Made[]> {
  const missing = Object.values(wanted).reduce((sum, count) => sum + count, 0) - kept.length;
  if (missing <= 0) return [];
  const known = new Set(kept.map(({ text }) => text));
  const widened = Object.fromEntries(Object.keys(methods).map((method) => [method, (wanted[method] ?? 0) + missing]));
  const others = (await expand(widened)).kept.filter(({ text }) => !known.has(text)).slice(0, missing);
  // A rule may have said "thank you" already: what reads the same would be dropped later, and one would be missing.
  const taken = new Set([...kept, ...others].map(({ text }) => normaliseForMatching(text)));
  const framed = framing(row.text, Infinity, rng(seed, row.id, 'framing')).filter(({ text }) => !taken.has(normaliseForMatching(text)) && !seen(text));
  return [...others, ...framed.slice(0, missing - others.length).map(({ text }, index) => ({ id: `${row.id}~framing~${index}`, text, method: 'framing' }))];
}
