/** The smallest double above x, for finite x. Source: IEEE 754-2019, 5.3.1 (nextUp). */
export function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const value = new Float64Array(bits.buffer);
  value[0] = x;
  bits[0]! += x > 0 ? 1n : -1n;
  return value[0];
}
