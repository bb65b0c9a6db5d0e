/** A fraction as points with its sign: `+2.3`, `−0.4`, and `0.0` for what rounds to nothing. */
export function signedPoints(fraction: number, decimals: number): string {
  const text = (100 * Math.abs(fraction)).toFixed(decimals);
  if (Number(text) === 0) return text;
  return `${fraction < 0 ? '−' : '+'}${text}`;
}
