import { setImmediate } from 'node:timers/promises';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { nearestAttacks } from '../../domain/nearest-attacks.ts';
import type { Row } from '../../domain/row.ts';
import type { Neighbour } from '../../domain/taxonomy.ts';
import type { Ports } from '../ports.ts';
import type { Workshop } from '../engine/make.ts';
import { readRows } from '../engine/rows.ts';
import { readVectors } from '../engine/vectors.ts';

/** Tables that were embedded, with their vectors chunk by chunk. */
export interface EmbeddedCandidates {
  readonly candidates: ArtifactRef;
  readonly attacks: ArtifactRef;
  readonly candidateVectors: readonly ArtifactRef[];
  readonly attackVectors: readonly ArtifactRef[];
}

/** The nearest attacks of each candidate, by its group. */
export async function nearestByGroup(ports: Ports, embedded: EmbeddedCandidates, count: number, workshop: Pick<Workshop, 'progress'>): Promise<Map<string, Neighbour[]>> {
  const attackVectors = await readVectors(ports, embedded.attackVectors);
  const attacks = (await readRows<Row>(ports, embedded.attacks)).map(({ id, category, source }, row) => ({ id, category, source, vector: attackVectors[row]! }));
  const vectors = await readVectors(ports, embedded.candidateVectors);
  const candidates = await readRows<Row>(ports, embedded.candidates);
  const found = new Map<string, Neighbour[]>();
  for (const [row, { groupId }] of candidates.entries()) {
    found.set(groupId, nearestAttacks(vectors[row]!, attacks, count));
    if (row % ROWS_A_TURN > 0) continue;
    workshop.progress({ phase: 'neighbours', done: row, total: candidates.length });
    await setImmediate();
  }
  return found;
}

/** Against 5,000 attacks about a tenth of a second: heartbeats and the other activities get their turn. */
const ROWS_A_TURN = 50;
