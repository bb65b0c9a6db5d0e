import { largestRemainder } from '../../domain/allocation.ts';
import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import { rng } from '../../domain/rng.ts';
import { KINDS } from './kinds.ts';
import { PHRASES } from './phrases.ts';

/** A row of `data/contrast-pairs/pairs.jsonl.gz`; the two of a pair have one id but for its last part, the label. */
export interface PairRow {
  readonly id: string;
  readonly text: string;
  readonly label: 'benign' | 'malicious';
  readonly source: string;
  readonly category: string;
}

/** `count` pairs of all kinds by their shares, no text twice. The same seed makes the same pairs. */
export function makePairs(count: number, seed: number, phrases = PHRASES): PairRow[] {
  const seen = new Set<string>();
  const each = largestRemainder(Object.values(KINDS).map(({ share }) => share), count);
  const rows: PairRow[] = [];
  for (const [index, [kind, { draw }]] of Object.entries(KINDS).entries()) {
    const from = rng(seed, 'contrast-pairs', kind);
    for (let made = 0, draws = 0; made < each[index]!; draws += 1) {
      if (draws > 100 * each[index]!) throw new Error(`The phrases do not make ${each[index]} different pairs of the kind ${kind}: write more.`);
      const twins = draw(from, phrases);
      const texts = Object.values(twins).map((text: string) => normaliseForMatching(text));
      if (new Set(texts.filter((text) => !seen.has(text))).size < 2) continue;
      for (const text of texts) seen.add(text);
      made += 1;
      const number = String(rows.length / 2 + 1).padStart(4, '0');
      for (const label of ['benign', 'malicious'] as const) rows.push({ id: `pair-${number}-${label}`, text: twins[label], label, source: 'hone-contrast-pairs', category: kind });
    }
  }
  return rows;
}
