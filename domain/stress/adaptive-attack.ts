/** A word of a text that others may stand for, in the inflection and casing that it has. Places of a text do not overlap. */
export interface WordPlace {
  readonly start: number;
  readonly end: number;
  /** The closest in meaning first. */
  readonly substitutes: readonly string[];
}

export interface AttackOptions {
  /** P(malicious) of each text, in order. */
  readonly score: (texts: readonly string[]) => Promise<ArrayLike<number>>;
  /** The text got past when its score is below this. */
  readonly threshold: number;
  /** Most texts that may be scored, the attack as it is included. At least 1. */
  readonly queries: number;
}

export interface AttackOutcome {
  /** Score of the text as it is, and the lowest one that was reached; equal where nothing helped or nothing was tried. */
  readonly clean: number;
  readonly reached: number;
  /** Texts that were scored. */
  readonly queries: number;
  /** Words of the text, those that could be replaced, and those that were. */
  readonly words: number;
  readonly replaceable: number;
  readonly replaced: number;
}

/** What became of one attack of a set, by id: no text. */
export interface NamedOutcome extends AttackOutcome {
  readonly id: string;
  /** As it is, and after all that was tried. */
  readonly caught: boolean;
  readonly stillCaught: boolean;
}

/**
 * Rewrites an attack until the model lets it pass: how much each word matters is told by the score without it; then, the word that
 * matters most first, the synonym that lowers the score most is kept, or the closest one that gets the text past. Half of the queries
 * at most tell what matters: of a text with more words its head, which is what models read. A function of text, places and scores alone.
 * Sources: Jin et al. (2020), "Is BERT really robust?" (TextFooler), AAAI; Ren et al. (2019), "Generating natural language
 * adversarial examples through probability weighted word saliency" (PWWS), ACL.
 */
export async function adaptiveAttack(text: string, places: readonly WordPlace[], { score, threshold, queries }: AttackOptions): Promise<AttackOutcome> {
  const [clean = NaN] = Array.from(await score([text]));
  const outcome = { clean, words: countWords(text), replaceable: places.length };
  if (clean < threshold) return { ...outcome, reached: clean, queries: 1, replaced: 0 };

  const weighed = places.slice(0, Math.floor((queries - 1) / 2));
  const without = weighed.length === 0 ? [] : Array.from(await score(weighed.map((place) => replaceAll(text, [{ place, word: '' }]))));
  let [used, reached, edits]: [number, number, readonly Edit[]] = [1 + weighed.length, clean, []];
  for (const place of inOrderOf(weighed, without)) {
    const tried = place.substitutes.slice(0, queries - used).map((word) => [...edits, { place, word }]);
    if (tried.length === 0) continue;
    const scores = Array.from(await score(tried.map((each) => replaceAll(text, each))));
    used += tried.length;
    const past = scores.findIndex((each) => each < threshold);
    const best = past >= 0 ? past : scores.indexOf(Math.min(...scores));
    if (scores[best]! >= reached) continue;
    [reached, edits] = [scores[best]!, tried[best]!];
    if (reached < threshold) break;
  }
  return { ...outcome, reached, queries: used, replaced: edits.length };
}

interface Edit {
  readonly place: WordPlace;
  readonly word: string;
}

/** The lower the score without a word, the more it matters; of equal ones the earlier comes first. */
function inOrderOf(places: readonly WordPlace[], without: readonly number[]): WordPlace[] {
  return places.map((place, index) => ({ place, score: without[index]! })).sort((a, b) => a.score - b.score || a.place.start - b.place.start).map(({ place }) => place);
}

/** Replaces from the end, so that the places before stay right. */
function replaceAll(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.place.start - a.place.start).reduce((done, { place, word }) => done.slice(0, place.start) + word + done.slice(place.end), text);
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
