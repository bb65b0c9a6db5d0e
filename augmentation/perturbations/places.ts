import type { Rng } from '../../domain/rng.ts';
import type { Perturbation } from './kind.ts';

/** Changes a share of the matching characters, at least one. `places` matches single UTF-16 units, never half a surrogate pair. */
export function perCharacter(places: RegExp, change: (character: string, rng: Rng) => string): Perturbation['apply'] {
  return (text, severity, rng) => {
    const indexes = [...text.matchAll(new RegExp(places, 'g' + places.flags))].map((match) => match.index);
    if (indexes.length === 0) return null;
    const chosen = someOf(indexes, severity, rng);
    const characters = text.split('');
    for (const index of chosen) characters[index] = change(characters[index]!, rng);
    return characters.join('');
  };
}

/** Changes a share of the matching words, at least one. */
export function perWord(fits: RegExp, change: (word: string, rng: Rng) => string): Perturbation['apply'] {
  return (text, severity, rng) => {
    const parts = text.split(/(\s+)/);
    const indexes = parts.flatMap((part, index) => (fits.test(part) ? [index] : []));
    if (indexes.length === 0) return null;
    for (const index of someOf(indexes, severity, rng)) parts[index] = change(parts[index]!, rng);
    return parts.join('');
  };
}

/** The regular-expression source of a literal text. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function someOf(indexes: readonly number[], severity: number, rng: Rng): number[] {
  return rng.shuffle(indexes).slice(0, Math.max(1, Math.round(severity * indexes.length)));
}
