import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { BatchAccounts } from '../domain/batch-accounts.ts';
import { countBy } from '../domain/count-by.ts';
import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import type { Row, TrainingRow } from '../domain/row.ts';
import type { StageJob, StageOutcome } from '../domain/stages.ts';
import { putJson } from './engine/artifacts.ts';
import { makeStage } from './engine/make.ts';
import { putRows, readAll, readRows, TRAINING_COLUMNS } from './engine/rows.ts';
import { addAccount } from './generate/method-accounts.ts';
import type { MethodAccounts } from './generate/method-accounts.ts';
import type { Ports } from './ports.ts';

export type GenerateOutputs = 'variations' | 'covered' | 'accounting';

export interface FinishGenerateInput extends StageJob {
  readonly sources: ArtifactRef;
  readonly covered: ArtifactRef;
  readonly chunks: readonly { readonly variations: ArtifactRef; readonly accounts: MethodAccounts }[];
  /** What became of batch mode, where the profile asks for it. */
  readonly batched?: BatchAccounts;
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
      const summary = { ...countSources(unique), fewestPerFalsePositive: await fewest(ports, input.covered, unique), sameTextFromOtherSource: made.length - unique.length, methods, ...(input.batched && { batched: input.batched }) };
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
