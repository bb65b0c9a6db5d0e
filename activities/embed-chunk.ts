import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { EncoderFiles } from '../domain/package-files.ts';
import type { Row } from '../domain/row.ts';
import type { Lease, RowRange, StageOutcome } from '../domain/stages.ts';
import type { GuardPool } from './engine/guard-pool.ts';
import { makeUnit } from './engine/make.ts';
import { readRows } from './engine/rows.ts';
import { putVectors } from './engine/vectors.ts';
import type { Ports } from './ports.ts';

export interface EmbedChunkInput {
  readonly lease: Lease;
  /** Any table with a column `text`. */
  readonly rows: ArtifactRef;
  readonly range: RowRange;
  readonly encoder: EncoderFiles;
  readonly maxTokens: number;
}

/** Sentence embeddings of rows `[from, to)` of a table, in its order. */
export const embedChunk =
  (ports: Ports, guards: GuardPool) =>
  ({ lease, rows, range, encoder, maxTokens }: EmbedChunkInput): Promise<StageOutcome<'vectors'>> =>
    makeUnit(ports, { unit: 'embed-chunk', parameters: { ...range, maxTokens }, inputs: { rows, ...encoder } }, lease, async (workshop) => {
      const texts = (await readRows<Pick<Row, 'text'>>(ports, rows, range)).map((row) => row.text);
      const loaded = await guards.encoder(encoder, maxTokens);
      const total = texts.length;
      const vectors = await loaded.embed(texts, (done) => workshop.progress({ phase: 'embed', done, total }));
      return { outputs: { vectors: await putVectors(ports, workshop, vectors) }, summary: { rows: total }, headline: `${total} rows embedded` };
    });
