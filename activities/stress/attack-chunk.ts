import { substitutesIn } from '../../augmentation/substitutes.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { ColumnType } from '../../domain/ports/tables.ts';
import type { Row } from '../../domain/row.ts';
import type { Lease, RowRange, StageOutcome } from '../../domain/stages.ts';
import { adaptiveAttack } from '../../domain/stress/adaptive-attack.ts';
import type { NamedOutcome } from '../../domain/stress/adaptive-attack.ts';
import type { GuardPool } from '../engine/guard-pool.ts';
import { makeUnit } from '../engine/make.ts';
import { putRows, readRows } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';

export interface AttackChunkInput {
  readonly lease: Lease;
  readonly rows: ArtifactRef;
  readonly range: RowRange;
  readonly model: PackageFiles;
  /** Most texts that may be scored for one attack. */
  readonly queries: number;
}

/** Attacks a package adaptively with rows `[from, to)` of a table: what it answers decides what it is asked next. Keeps numbers, no texts. */
export const attackChunk =
  (ports: Ports, guards: GuardPool) =>
  ({ lease, rows, range, model, queries }: AttackChunkInput): Promise<StageOutcome<'outcomes'>> =>
    makeUnit(ports, { unit: 'attack-chunk', parameters: { ...range, queries }, inputs: { rows, ...model } }, lease, async (workshop) => {
      const attacks = await readRows<Row>(ports, rows, range);
      const guard = await guards.guard(model);
      const lexicon = ports.lexicon();
      const outcomes: NamedOutcome[] = [];
      for (const { id, text } of attacks) {
        workshop.signal.throwIfAborted();
        const outcome = await adaptiveAttack(text, substitutesIn(text, lexicon), { score: (texts) => guard.score(texts), threshold: guard.threshold, queries });
        outcomes.push({ id, ...outcome, caught: outcome.clean >= guard.threshold, stillCaught: outcome.reached >= guard.threshold });
        workshop.progress({ phase: 'attack', done: outcomes.length, total: attacks.length });
      }
      const stored = await putRows<NamedOutcome>(ports, workshop, 'outcomes', OUTCOME_COLUMNS, outcomes);
      return { outputs: { outcomes: stored }, summary: {}, headline: `${attacks.length} attacks tried` };
    });

const OUTCOME_COLUMNS = {
  id: 'text', clean: 'double', reached: 'double', queries: 'double', words: 'double', replaceable: 'double', replaced: 'double', caught: 'boolean', stillCaught: 'boolean',
} as const satisfies Readonly<Record<keyof NamedOutcome, ColumnType>>;
