import { invalidInput } from './errors.ts';

/**
 * Divides `total` whole units in proportion to `weights` by the largest-remainder method (Hamilton): the parts sum to
 * `total` exactly, equal remainders go to the lower index. A part never exceeds its cap; its excess is divided over the
 * others by the same rule. Only when the caps (of parts with weight) cannot hold `total` is the sum smaller: their sum.
 * @throws HoneError HONE_INVALID_INPUT on negative or non-finite weights, a total or cap that is no whole number, or
 *   no positive weight for a positive total.
 */
export function largestRemainder(weights: readonly number[], total: number, caps?: readonly number[]): number[] {
  check(weights, total, caps);
  const parts = weights.map(() => 0);
  const capOf = (index: number): number => caps?.[index] ?? Infinity;
  let open = weights.flatMap((weight, index) => (weight > 0 ? [index] : []));
  let left = total;
  for (;;) {
    const quotas = quotasOf(weights, open, left);
    const full = open.filter((index) => (quotas.get(index) ?? 0) >= capOf(index));
    if (full.length === 0) {
      for (const [index, units] of roundExactly(quotas, left)) parts[index] = units;
      return parts;
    }
    for (const index of full) {
      parts[index] = capOf(index);
      left -= capOf(index);
    }
    open = open.filter((index) => !full.includes(index));
  }
}

/** Exact shares of the open parts, snapped at 1e-9 so that floating-point noise decides no tie. */
function quotasOf(weights: readonly number[], open: readonly number[], left: number): Map<number, number> {
  const sum = open.reduce((total, index) => total + (weights[index] ?? 0), 0);
  return new Map(open.map((index) => [index, Math.round(((left * (weights[index] ?? 0)) / sum) * 1e9) / 1e9]));
}

function roundExactly(quotas: ReadonlyMap<number, number>, total: number): Map<number, number> {
  const parts = new Map([...quotas].map(([index, quota]) => [index, Math.floor(quota)]));
  const byRemainder = [...quotas].sort(([i, a], [j, b]) => b - Math.floor(b) - (a - Math.floor(a)) || i - j);
  const missing = quotas.size === 0 ? 0 : total - [...parts.values()].reduce((sum, part) => sum + part, 0);
  for (const [index] of byRemainder.slice(0, missing)) parts.set(index, (parts.get(index) ?? 0) + 1);
  return parts;
}

function check(weights: readonly number[], total: number, caps: readonly number[] | undefined): void {
  if (!Number.isSafeInteger(total) || total < 0) throw invalidInput('total', total, 'Write a whole number of at least 0.');
  if (weights.some((weight) => !Number.isFinite(weight) || weight < 0)) throw invalidInput('weights', weights, 'Write finite weights of at least 0.');
  if (total > 0 && !weights.some((weight) => weight > 0)) throw invalidInput('weights', weights, 'At least one weight must be positive.');
  if (!caps) return;
  if (caps.length !== weights.length) throw invalidInput('caps', caps, `Write one cap for each of the ${weights.length} weights.`);
  if (caps.some((cap) => cap < 0 || !(Number.isSafeInteger(cap) || cap === Infinity))) {
    throw invalidInput('caps', caps, 'Write whole numbers of at least 0, or Infinity.');
  }
}
