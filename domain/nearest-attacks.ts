import type { Neighbour } from './taxonomy.ts';

/** An attack with its embedding, of length 1. */
export interface EmbeddedAttack extends Omit<Neighbour, 'similarity'> {
  readonly vector: Float32Array;
}

/** The `count` attacks nearest to a vector of length 1, nearest first; of equally near ones the lower id. */
export function nearestAttacks(vector: Float32Array, attacks: readonly EmbeddedAttack[], count: number): Neighbour[] {
  const nearest: Neighbour[] = [];
  for (const { id, category, source, vector: other } of attacks) {
    const similarity = cosine(vector, other);
    const last = nearest[count - 1];
    if (last && !precedes({ id, similarity }, last)) continue;
    const place = nearest.findIndex((known) => precedes({ id, similarity }, known));
    nearest.splice(place < 0 ? nearest.length : place, 0, { id, category, source, similarity });
    nearest.length = Math.min(nearest.length, count);
  }
  return nearest;
}

/** Cosine similarity of two vectors of length 1: their dot product, in [-1, 1]. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  // Rounding makes a text a hair more like itself than 1.
  return Math.min(1, Math.max(-1, sum));
}

type Place = Pick<Neighbour, 'id' | 'similarity'>;

function precedes(a: Place, b: Place): boolean {
  return a.similarity > b.similarity || (a.similarity === b.similarity && a.id < b.id);
}
