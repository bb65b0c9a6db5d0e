import { invalidInput } from '../errors.ts';

/** Refuses counts that cannot be: k and n must be whole, 0 <= k <= n. Errors: HONE_INVALID_INPUT. */
export function checkCounts(k: number, n: number): void {
  if (!Number.isSafeInteger(n) || n < 0) throw invalidInput('n', n, 'Give the number of rows, a whole number >= 0.');
  if (!Number.isSafeInteger(k) || k < 0 || k > n) throw invalidInput('k', k, `Give a whole number in [0, n = ${n}].`);
}

/** Refuses a confidence, power or rate outside the open interval (0, 1). Errors: HONE_INVALID_INPUT. */
export function checkOpenShare(field: string, value: number): void {
  if (!(value > 0 && value < 1)) throw invalidInput(field, value, 'Give a fraction strictly between 0 and 1.');
}

/** Refuses a rate outside [0, 1]. Errors: HONE_INVALID_INPUT. */
export function checkShare(field: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw invalidInput(field, value, 'Give a fraction in [0, 1].');
}

/** Refuses scores that are not P(malicious), and NaN above all, which sorts anywhere. Errors: HONE_INVALID_INPUT. */
export function checkScores(field: string, scores: ArrayLike<number>): void {
  if (scores.length === 0) throw invalidInput(field, [], 'Give at least one score.');
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (!(score >= 0 && score <= 1)) throw invalidInput(`${field}[${i}]`, String(score), 'Give P(malicious), in [0, 1].');
  }
}
