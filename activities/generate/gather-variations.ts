import { join } from 'node:path';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { VariationCounts } from '../../domain/augmentation-account.ts';
import type { BatchAccounts } from '../../domain/batch-accounts.ts';
import type { Database } from '../../domain/ports/tables.ts';
import type { Row, TrainingRow } from '../../domain/row.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import { makeUnit } from '../engine/make.ts';
import type { Workshop } from '../engine/make.ts';
import { textHashOf } from '../engine/reviews.ts';
import { append, putTable, readPieces, readRows, TRAINING_COLUMNS } from '../engine/rows.ts';
import { firstRow } from '../ingest/first-row.ts';
import type { Ports } from '../ports.ts';
import { addAccount } from './method-accounts.ts';
import type { MethodAccounts } from './method-accounts.ts';
import { drawSamples, SAMPLES } from './sample-variations.ts';
import type { SampleName } from './sample-variations.ts';
import type { GenerateJob } from './select-sources.ts';

/** What the fan-out of a generate job made. */
export interface GatherInput extends GenerateJob {
  readonly sources: ArtifactRef;
  readonly covered: ArtifactRef;
  readonly chunks: readonly { readonly variations: ArtifactRef; readonly accounts: MethodAccounts }[];
  /** What became of batch mode, where the profile asks for it. */
  readonly batched?: BatchAccounts;
}

export interface GatherSummary {
  readonly counts: VariationCounts;
  readonly methods: MethodAccounts;
}

/**
 * Puts the chunks together in one table, drops texts made twice from different sources, adds up the accounts, and draws what is
 * measured of them. Everything passes through a database on disk, so that memory does not grow with the sources.
 */
export const gatherVariations =
  (ports: Ports) =>
  (input: GatherInput): Promise<StageOutcome<'variations' | SampleName, GatherSummary>> =>
    // The stage's own key stands for everything this depends on.
    makeUnit(ports, { unit: 'gather-variations', parameters: { stage: input.lease.key }, inputs: {} }, input.lease, (workshop) =>
      ports.tables.withDatabase(join(workshop.directory, 'variations.duckdb'), async (database) => {
        const { made, kept } = await collect(ports, database, input, workshop);
        await drawSamples(database, input.request.parameters.seed);
        const outputs = { variations: await putTable(ports, database, workshop, 'variations', TRAINING_COLUMNS) } as Record<'variations' | SampleName, ArtifactRef>;
        for (const name of SAMPLES) outputs[name] = await putTable(ports, database, workshop, name, TRAINING_COLUMNS);
        const counts = { ...(await countSources(database)), sameTextFromOtherSource: made - kept };
        return { outputs, summary: { counts, methods: addUp(input.chunks) }, headline: `${kept} variations put together` };
      }),
    );

/** The tables `variations` (each text once, of the first source that gave it), `sources` and `covered`. */
async function collect(ports: Ports, database: Database, { chunks, sources, covered }: GatherInput, workshop: Workshop): Promise<{ made: number; kept: number }> {
  let made = 0;
  const numbered = async function* (): AsyncGenerator<object[]> {
    for (const [done, chunk] of chunks.entries()) {
      const rows = await readRows<TrainingRow>(ports, chunk.variations);
      yield rows.map((row) => ({ ...row, position: made++, textHash: textHashOf(row.text) }));
      workshop.progress({ phase: 'gather', done, total: chunks.length });
    }
  };
  const originals = async function* (): AsyncGenerator<object[]> {
    for await (const rows of readPieces<Row>(ports, sources)) yield rows.map((row) => ({ ...row, origin: 'original', sourceId: row.id, method: '' }));
  };
  await append(database, 'made', { position: 'integer', textHash: 'text', ...TRAINING_COLUMNS }, numbered());
  await append(database, 'sources', TRAINING_COLUMNS, originals());
  await append(database, 'covered', { id: 'text' }, readPieces<Row>(ports, covered));
  await database.run('CREATE TABLE variations AS SELECT made.* FROM made JOIN (SELECT min(position) AS position FROM made GROUP BY "textHash") USING (position)');
  const { kept = 0 } = await firstRow(database, 'SELECT count(*) AS kept FROM variations');
  return { made, kept };
}

async function countSources(database: Database): Promise<Omit<VariationCounts, 'sameTextFromOtherSource'>> {
  const of = (label: string): Promise<Readonly<Record<string, number>>> =>
    firstRow(database, `SELECT count(*) AS rows, count(DISTINCT "sourceId") AS sources FROM variations WHERE label = '${label}'`);
  const fewest = await firstRow(
    database,
    'SELECT coalesce(min(rows), 0) AS fewest FROM (SELECT count(variations.id) AS rows FROM covered LEFT JOIN variations ON variations."sourceId" = covered.id GROUP BY covered.id)',
  );
  const [benign, malicious] = [await of('benign'), await of('malicious')];
  return { benign: benign['rows']!, benignSources: benign['sources']!, malicious: malicious['rows']!, maliciousSources: malicious['sources']!, fewestPerFalsePositive: fewest['fewest']! };
}

function addUp(chunks: GatherInput['chunks']): MethodAccounts {
  const methods: MethodAccounts = {};
  for (const chunk of chunks) for (const [method, account] of Object.entries(chunk.accounts)) addAccount(methods, method, account);
  return methods;
}
