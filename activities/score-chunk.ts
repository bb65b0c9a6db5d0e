import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { PackageFiles } from '../domain/package-files.ts';
import type { Row } from '../domain/row.ts';
import type { Lease, RowRange, StageOutcome } from '../domain/stages.ts';
import type { GuardPool } from './engine/guard-pool.ts';
import { makeUnit } from './engine/make.ts';
import { putRows, readRows, SCORE_COLUMNS } from './engine/rows.ts';
import type { Ports } from './ports.ts';

export interface ScoreChunkInput {
  readonly lease: Lease;
  readonly rows: ArtifactRef;
  readonly range: RowRange;
  readonly model: PackageFiles;
}

/** Scores rows `[from, to)` of a table with a package, through the same code that serves it. */
export const scoreChunk =
  (ports: Ports, guards: GuardPool) =>
  ({ lease, rows, range, model }: ScoreChunkInput): Promise<StageOutcome<'scores'>> =>
    makeUnit(ports, { unit: 'score-chunk', parameters: { ...range }, inputs: { rows, ...model } }, lease, async (workshop) => {
      const texts = await readRows<Row>(ports, rows, range);
      const guard = await guards.guard(model);
      const total = texts.length;
      const scores = await guard.score(texts.map((row) => row.text), (done) => workshop.progress({ phase: 'score', done, total }));
      const table = texts.map((row, index) => ({ id: row.id, score: scores[index]! }));
      const stored = await putRows(ports, workshop, 'scores', SCORE_COLUMNS, table);
      return { outputs: { scores: stored }, summary: { rows: total }, headline: `${total} rows scored` };
    });
