/**
 * Draws a token by epsilon sampling: in proportion to its probability, among those of at least `epsilon` (and the likeliest one).
 * `draw` is uniform in [0, 1); `forbidden` is never chosen. Source: Freitag, Ghorbani, Fernandes 2023, "Epsilon Sampling Rocks".
 */
export function chooseToken(logits: Float32Array, draw: number, { epsilon, forbidden }: { readonly epsilon: number; readonly forbidden: number }): number {
  let likeliest = -1;
  for (let token = 0; token < logits.length; token++) if (token !== forbidden && (likeliest < 0 || logits[token]! > logits[likeliest]!)) likeliest = token;
  const highest = logits[likeliest]!;
  let sum = 0;
  for (let token = 0; token < logits.length; token++) if (token !== forbidden) sum += Math.exp(logits[token]! - highest);
  const floor = Math.min(highest, highest + Math.log(epsilon * sum));
  const kept: number[] = [];
  let mass = 0;
  for (let token = 0; token < logits.length; token++) {
    if (token === forbidden || logits[token]! < floor) continue;
    kept.push(token);
    mass += Math.exp(logits[token]! - highest);
  }
  let left = draw * mass;
  return kept.find((token) => (left -= Math.exp(logits[token]! - highest)) < 0) ?? likeliest;
}
