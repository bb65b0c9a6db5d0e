import { asksFor } from './asks-for.ts';

/**
 * Whether a text that should rephrase a prompt answers it instead (or obeys what the prompt says). Such a text is no prompt of its
 * kind, and would teach the classifier that answers are benign prompts. Meant to be strict: a paraphrase that is lost to it is made by another method.
 */
export function hasAnswered(source: string, text: string): boolean {
  return SIGNS.some((shows) => shows(source, text));
}

const SIGNS: readonly ((source: string, text: string) => boolean)[] = [
  // An eager opening is an answer's; "Here is" opens a prompt too, when it goes on to ask.
  (source, text) => EAGER.test(text) && !EAGER.test(source),
  (source, text) => PRESENTS.test(text) && !PRESENTS.test(source) && !asksFor(withoutOpening(text)),
  (source, text) => text.includes('```') && !source.includes('```'),
  (source, text) => steps(text) >= 3 && steps(source) < 2,
  (source, text) => text.length > 3 * source.length + ROOM,
  // What asked and no longer asks has become content.
  (source, text) => asksFor(source) && !asksFor(text),
  // What shares no word with a prompt of many words says something else: a prompt was obeyed that told the model what to write.
  (source, text) => stems(source).size >= MANY && ![...stems(text)].some((stem) => stems(source).has(stem)),
];

/** Characters that the politest style may add to the shortest prompt. */
const ROOM = 200;
/** Words of a prompt from which on any paraphrase keeps at least one. */
const MANY = 6;

const EAGER = /^\W*(?:sure(?:ly)?[,!.]|sure thing|certainly[,!.]|of course[,!.]|absolutely[,!.]|definitely[,!.]|no problem[,!.]|great question|good question|happy to help|glad (?:you asked|to help)|yes[,!.]|no[,!.]|okay[,!.] here|ok[,!.] here|understood[,!.]|got it[,!.]|let me (?:explain|help|walk you|show you|break))/i;
const PRESENTS = /^\W*(?:here(?:'s|’s| is| are)|below (?:is|are)|the (?:answer|result|solution|output|translation) (?:is|to)|answer:|translation:|paraphrase[ds]?:|rephrased:|in (?:summary|short)[,:]|to (?:answer|summari[sz]e))/i;

function withoutOpening(text: string): string {
  return text.replace(PRESENTS, '');
}

/** Lines of a numbered or bulleted list. */
function steps(text: string): number {
  return text.match(/^\s*(?:\d+[.)]|[-*•]|step \d+\b)\s*\S/gimu)?.length ?? 0;
}

/** Beginnings of the longer words that are about something: inflection does not tell them apart. */
function stems(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return new Set(words.filter((word) => !COMMON.has(word)).map((word) => word.slice(0, 4)));
}

const COMMON: ReadonlySet<string> = new Set(
  'please could would should what when where which will with that this these those have from your about there then than want need like help just also some into thank thanks'.split(' '),
);
