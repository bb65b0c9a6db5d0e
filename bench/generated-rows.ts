import { normaliseForMatching } from '../domain/near-duplicates/normalise-for-matching.ts';
import type { Label } from '../domain/row.ts';
import { avalanche32 } from '../domain/near-duplicates/shingles.ts';
import { sampleRows } from './sample-rows.ts';
import type { SampleRow, SampleSet } from './sample-rows.ts';

/** Share of generated rows that repeat an earlier one, word for word or nearly. */
export const DUPLICATE_SHARE = 0.1;

export interface GeneratedRows {
  row(index: number): SampleRow;
  /** Whether the row repeats an earlier one. */
  isDuplicate(index: number): boolean;
}

/**
 * Any number of prompts like those of a sample file, each a function of set, seed and its index, so none is kept. A prompt is put
 * together of clauses of real prompts, as many as a real prompt has. Clauses have 20 to 60 characters, so prompts that share but one,
 * or all but one of three, are no near duplicates (Jaccard 0.8); those there are, are planted.
 */
export function generatedRows(set: SampleSet, seed: number): GeneratedRows {
  const sample = sampleRows(set);
  const parts = { benign: partsOf(sample, 'benign'), malicious: partsOf(sample, 'malicious') };
  const maliciousShare = sample.filter((row) => row.label === 'malicious').length / sample.length;
  const salt = avalanche32(avalanche32(seed) + set.length * 31 + set.charCodeAt(1));
  /** The draw of a row for one purpose, uniform in [0, 1): hashes, so that rows can be made in any order. */
  const draw = (index: number, purpose: number): number => {
    const row = avalanche32(salt + Math.imul(index, 0x9e3779b1));
    return (avalanche32(row + avalanche32(salt ^ Math.imul(purpose + 1, 0x85ebca77))) >>> 0) / 2 ** 32;
  };
  const isDuplicate = (index: number): boolean => index > 0 && draw(index, DUPLICATE) < DUPLICATE_SHARE;

  const original = (index: number): Omit<SampleRow, 'id'> => {
    const label: Label = draw(index, LABEL) < maliciousShare ? 'malicious' : 'benign';
    const { clauses, lengths } = parts[label];
    const length = lengths[Math.floor(draw(index, LENGTH) * lengths.length)]!;
    const chosen = Array.from({ length }, (_, at) => clauses[Math.floor(draw(index, FIRST_CLAUSE + at) * clauses.length)]!);
    return { text: chosen.map((clause) => clause.text).join(' '), label, source: chosen[0]!.source, category: chosen[0]!.category };
  };
  const originalBefore = (index: number): number => {
    let at = Math.floor(draw(index, ORIGINAL) * index);
    while (isDuplicate(at)) at--;
    return at;
  };
  return {
    isDuplicate,
    row: (index) => {
      const repeats = isDuplicate(index);
      const made = original(repeats ? originalBefore(index) : index);
      const text = repeats ? repeated(made.text, draw(index, KIND), draw(index, PLACE)) : made.text;
      return { ...made, id: `${made.source}-${set}-${(avalanche32(index) >>> 0).toString(16).padStart(8, '0')}`, text };
    },
  };
}

const [DUPLICATE, ORIGINAL, KIND, PLACE, LABEL, LENGTH, FIRST_CLAUSE] = [0, 1, 2, 3, 4, 5, 6];
const [MIN_CLAUSE, MAX_CLAUSE] = [20, 60];
/** Below two clauses a repeated clause would be a repeated prompt; beyond 100 a prompt would near `maxTextCharacters`. */
const [MIN_CLAUSES, MAX_CLAUSES] = [2, 100];

type Clause = Pick<SampleRow, 'text' | 'source' | 'category'>;

/** The distinct clauses of a label's prompts, and how many each prompt has. */
function partsOf(sample: readonly SampleRow[], label: Label): { clauses: Clause[]; lengths: number[] } {
  const clauses = new Map<string, Clause>();
  const lengths: number[] = [];
  for (const { label: of, text, source, category } of sample) {
    if (of !== label) continue;
    const own = clausesOf(text);
    lengths.push(Math.min(MAX_CLAUSES, Math.max(MIN_CLAUSES, own.length)));
    for (const clause of own) clauses.set(normaliseForMatching(clause), { text: clause, source, category });
  }
  return { clauses: [...clauses.values()], lengths };
}

/** Runs of words that end at punctuation, or where they get long. */
function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  let clause = '';
  for (const word of text.split(/\s+/)) {
    clause = clause === '' ? word : `${clause} ${word}`;
    if (clause.length > MAX_CLAUSE) clause = '';
    else if (clause.length >= MIN_CLAUSE && (/[.,;:?!]$/.test(word) || clause.length >= (MIN_CLAUSE + MAX_CLAUSE) / 2)) {
      clauses.push(clause);
      clause = '';
    }
  }
  if (clause.length >= MIN_CLAUSE) clauses.push(clause);
  return clauses;
}

/** The text as it is, in capitals, with other white space or punctuation, or, where it stays a near duplicate, with a word exchanged. */
function repeated(text: string, kind: number, place: number): string {
  if (kind < 0.4) return text;
  if (kind < 0.5) return text.toUpperCase();
  if (kind < 0.6) return `  ${text.replaceAll(' ', '  ')}\n`;
  if (kind < 0.8 || text.length < LONG_ENOUGH) return `${text}!`;
  const words = text.split(' ');
  words[Math.floor(place * words.length)] = 'please';
  return words.join(' ');
}

/** An exchanged word changes up to 12 shingles of 150 and more, save where it is uncommonly long. */
const LONG_ENOUGH = 150;
