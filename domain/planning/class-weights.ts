import { invalidInput } from '../errors.ts';

/**
 * Class weights `N / (2 N_class)`: with them both classes weigh the same in the loss.
 * Source: King and Zeng, "Logistic Regression in Rare Events Data" (2001); scikit-learn's `balanced`.
 * @throws HoneError HONE_INVALID_INPUT when a class has no row.
 */
export function classWeights(benign: number, malicious: number): { benign: number; malicious: number } {
  for (const [name, rows] of Object.entries({ benign, malicious })) {
    if (!(rows > 0)) throw invalidInput(name, rows, `Give at least one ${name} row: class weights need both classes.`);
  }
  const rows = benign + malicious;
  return { benign: rows / (2 * benign), malicious: rows / (2 * malicious) };
}
