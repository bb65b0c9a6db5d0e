import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { ComparedRow } from '../../domain/judge-compared.ts';
import type { Row } from '../../domain/row.ts';
import type { Ports } from '../ports.ts';
import { readRows } from './rows.ts';
import { scoresById } from './scores-by-id.ts';

/** Each model's scores of one table, chunk by chunk. */
export type ScoresOfBoth = Readonly<Record<'champion' | 'challenger', readonly ArtifactRef[]>>;

/** The rows of a table with the scores of both models. */
export async function comparedRows<T extends Row>(ports: Ports, table: ArtifactRef, scores: ScoresOfBoth): Promise<(T & ComparedRow)[]> {
  const champion = await scoresById(ports, scores.champion);
  const challenger = await scoresById(ports, scores.challenger);
  return (await readRows<T>(ports, table)).map((row) => ({ ...row, champion: champion.get(row.id)!, challenger: challenger.get(row.id)! }));
}
