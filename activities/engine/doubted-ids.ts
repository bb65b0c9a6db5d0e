import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Ports } from '../ports.ts';
import type { Doubt } from './doubts.ts';
import { readRows } from './rows.ts';

/** Ids of the rows in a table of doubts; none where there is no such table. */
export async function doubtedIds(ports: Ports, doubts: ArtifactRef | undefined): Promise<ReadonlySet<string>> {
  return new Set(doubts ? (await readRows<Doubt>(ports, doubts)).map(({ id }) => id) : []);
}
