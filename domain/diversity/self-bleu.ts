import { nGrams } from './n-grams.ts';

/**
 * Self-BLEU: the mean BLEU-4 of each text with all others as its references, in [0, 1]; high where texts repeat each other, null
 * for fewer than two. Precisions that count nothing are smoothed by Chen and Cherry's method 1 (0.1 in place of 0), as NLTK's
 * `sentence_bleu` does; a text that shares no word scores 0. Texts are given as words. Time and memory grow with the words, not
 * with the pairs.
 * Sources: Zhu et al. (2018), "Texygen", SIGIR, 1097–1100 (Self-BLEU); Papineni et al. (2002), "BLEU", ACL, 311–318; Chen and
 * Cherry (2014), "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", WMT, 362–367.
 */
export function selfBleu(texts: readonly (readonly string[])[]): number | null {
  if (texts.length < 2) return null;
  const counts = ORDERS.map((n) => texts.map((words) => countsOf(words, n)));
  const most = counts.map(twoHighest);
  const lengths = texts.map((words) => words.length).sort((a, b) => a - b);
  const bleu = (words: readonly string[], text: number): number => {
    const precisions = ORDERS.map((_, order) => clippedMatches(counts[order]![text]!, most[order]!, text));
    if (precisions[0]!.matches === 0) return 0;
    const logs = precisions.map(({ matches, total }) => Math.log(Math.max(matches, SMOOTHED) / Math.max(total, 1)));
    return brevityPenalty(words.length, closestOther(lengths, words.length)) * Math.exp(logs.reduce((sum, log) => sum + log, 0) / ORDERS.length);
  };
  return texts.reduce((sum, words, text) => sum + bleu(words, text), 0) / texts.length;
}

const ORDERS = [1, 2, 3, 4] as const;
/** Chen and Cherry's epsilon, as NLTK has it. */
const SMOOTHED = 0.1;

type Counts = ReadonlyMap<string, number>;

function countsOf(words: readonly string[], n: number): Counts {
  const counts = new Map<string, number>();
  for (const gram of nGrams(words, n)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return counts;
}

/** The highest count of an n-gram in one text, which text that is, and the highest in any other. */
interface TwoHighest {
  readonly text: number;
  readonly highest: number;
  readonly second: number;
}

/** So that the highest count among all texts but one takes one look. */
function twoHighest(counts: readonly Counts[]): Map<string, TwoHighest> {
  const found = new Map<string, TwoHighest>();
  counts.forEach((of, text) => {
    for (const [gram, count] of of) {
      const known = found.get(gram) ?? { text: -1, highest: 0, second: 0 };
      if (count > known.highest) found.set(gram, { text, highest: count, second: known.highest });
      else if (count > known.second) found.set(gram, { ...known, second: count });
    }
  });
  return found;
}

function clippedMatches(counts: Counts, most: ReadonlyMap<string, TwoHighest>, text: number): { matches: number; total: number } {
  let [matches, total] = [0, 0];
  for (const [gram, count] of counts) {
    const known = most.get(gram)!;
    matches += Math.min(count, known.text === text ? known.second : known.highest);
    total += count;
  }
  return { matches, total };
}

/** The length nearest to `length` among the others; of two as near, the shorter. `lengths` ascends and holds `length` itself. */
function closestOther(lengths: readonly number[], length: number): number {
  const place = lengths.indexOf(length);
  const [shorter, longer] = [lengths[place - 1], lengths[place + 1]];
  if (shorter === undefined) return longer!;
  return longer !== undefined && longer - length < length - shorter ? longer : shorter;
}

function brevityPenalty(length: number, reference: number): number {
  if (length >= reference) return 1;
  return length === 0 ? 0 : Math.exp(1 - reference / length);
}
