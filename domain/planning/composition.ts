import { classWeights } from './class-weights.ts';
import type { Composition } from './plan.ts';

/** Totals, benign share and class weights of a training set. @throws HoneError HONE_INVALID_INPUT when a class is empty. */
export function composition(benign: number, malicious: number): Composition {
  const rows = benign + malicious;
  return { benign, malicious, rows, benignShare: benign / rows, weights: classWeights(benign, malicious) };
}
