import { rng } from '../../domain/rng.ts';
import type { Label } from '../../domain/row.ts';

/** Rows that are malicious with the probability that a model at temperature 1 would say, scored by one that says it so many times as surely. */
export function tooSure(sharpness: number, rows: number): { readonly id: string; readonly groupId: string; readonly label: Label; readonly score: number }[] {
  const random = rng(11, 'too-sure', sharpness);
  return Array.from({ length: rows }, (_, index) => {
    const logit = 8 * random.next() - 4;
    const label = random.next() < 1 / (1 + Math.exp(-logit)) ? 'malicious' : 'benign';
    return { id: `r${index}`, groupId: `r${index}`, label, score: 1 / (1 + Math.exp(-logit * sharpness)) };
  });
}
