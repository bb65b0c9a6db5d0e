import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { Score } from '../../domain/row.ts';
import type { Ports } from '../ports.ts';
import { readAll } from './rows.ts';

/** Scores by their rows' ids, of a whole fan-out. */
export async function scoresById(ports: Ports, refs: readonly ArtifactRef[]): Promise<Map<string, number>> {
  const scores = await readAll<Score>(ports, refs);
  return new Map(scores.map(({ id, score }) => [id, score]));
}
