/**
 * The parts of a prompt that no rewriting may touch: code, quotations, URLs, e-mail addresses, paths, placeholders,
 * options and numbers, in order of appearance, without overlaps.
 */
export function protectedSpans(text: string): Span[] {
  const spans: Span[] = [];
  if (!MAY_HOLD_SPANS.test(text)) return spans;
  for (const match of text.matchAll(PROTECTED)) {
    const trimmed = match[0].replace(TRAILING_PUNCTUATION, '');
    if (trimmed !== '') spans.push({ start: match.index, end: match.index + trimmed.length, text: trimmed });
  }
  return spans;
}

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text whose protected spans are one private-use character each, so that rules see them as a single opaque word. */
export interface MaskedText {
  readonly text: string;
  /** Puts the spans back into any text made from the masked one. */
  readonly unmask: (masked: string) => string;
}

/** Masks a text, or answers undefined when it holds private-use characters itself or more spans than there are masks. */
export function maskProtectedSpans(text: string): MaskedText | undefined {
  if (ANY_MASK.test(text)) return undefined;
  const spans = protectedSpans(text);
  if (spans.length > MASKS) return undefined;
  let masked = '';
  let from = 0;
  spans.forEach((span, index) => {
    masked += text.slice(from, span.start) + String.fromCharCode(FIRST_MASK + index);
    from = span.end;
  });
  const unmask = (changed: string): string => changed.replace(EVERY_MASK, (mask) => spans[mask.charCodeAt(0) - FIRST_MASK]?.text ?? '');
  return { text: masked + text.slice(from), unmask };
}

/**
 * A test for variations of `source`: whether each of its protected spans is there at least as often, with no number added or changed,
 * in digits or in words. What opens a quotation that never closes is prose, and so are `e.g.` and `i.e.`.
 */
export function protectedSpansOf(source: string): { areIn(variation: string): boolean } {
  const spans = count(protectedSpans(source).map((span) => span.text).filter((span) => !REWORDABLE.test(span)));
  const numbers = numbersOf(source);
  return { areIn: (variation) => spans.every(([span, times]) => occurrences(variation, span) >= times) && numbers === numbersOf(variation) };
}

/** Regular-expression source for one masked span. */
export const MASK = '[\\uE000-\\uF8FF]';

const FIRST_MASK = 0xe000;
const MASKS = 0xf8ff - FIRST_MASK + 1;
const ANY_MASK = new RegExp(MASK);
const EVERY_MASK = new RegExp(MASK, 'g');
const TRAILING_PUNCTUATION = /[.,;:?!]+$/;

/** What any protected span needs; most prompts have none of it, and the search costs most of a rewriting. */
const MAY_HOLD_SPANS = /[^A-Za-z\s,.?!;:'-]|[a-z][A-Z]|\.\S|(?:^|\W)'|(?:^|\s)-/;

/** Alternatives in order: the earlier one wins at the same place. Language names such as C++ and C# are no code. */
const PROTECTED = new RegExp(
  [
    '```[\\s\\S]*?(?:```|$)',
    '`[^`\\n]+`',
    '\\bhttps?:\\/\\/\\S+|\\bwww\\.\\S+',
    '[\\w.+-]+@[\\w-]+\\.[\\w.-]+',
    '"[^"\\n]*(?:"|$)|“[^”\\n]*(?:”|$)|«[^»\\n]*»',
    "(?<![\\w'])'[^'\\n]+'(?!\\w)|‘[^’\\n]+’(?!\\w)",
    '\\$\\{[^}\\n]*\\}|\\{\\{[^}\\n]*\\}\\}|\\{[^{}\\n]*\\}|\\[[^\\]\\n]*\\]|<[^<>\\n]+>',
    '(?<!\\S)-{1,2}[A-Za-z][\\w-]*(?:=\\S+)?',
    '(?<!\\w)[$#@%]\\w[\\w.,%-]*',
    '(?<![\\w.])(?:[~.]{0,2}\\/[^\\s,;)]*|[A-Za-z]:\\\\\\S+|\\.\\w[\\w.]*)',
    '[^\\s,;:()"\']*[\\w*?](?:[_*\\\\=|]|::|->)[^\\s,;()"\']*|\\*[^\\s,;()"\']*',
    '\\w+\\.[a-z]\\w{0,9}(?:\\.\\w+)*(?![\\w])',
    '\\w+\\(\\w*\\)',
    '\\b[a-z]+[A-Z]\\w*\\b',
    '(?<!\\w)\\d[\\d.,:\\/-]*(?:\\s?(?:am|pm|a\\.m|p\\.m|st|nd|rd|th|%|[kmgt]i?b)\\b)?%?',
  ].join('|'),
  'g',
);

function count(items: readonly string[]): [string, number][] {
  const times = new Map<string, number>();
  for (const item of items) times.set(item, (times.get(item) ?? 0) + 1);
  return [...times];
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** A quotation without its end, or an abbreviation that only looks like a file name. */
const REWORDABLE = /^(?:"[^"]*|“[^”]*|e\.g|i\.e)$/i;

function numbersOf(text: string): string {
  const found = text.toLowerCase().match(NUMBER) ?? [];
  return found.map((number) => NUMBER_WORDS.get(number) ?? number).sort().join(' ');
}

/** Without `one`, which is mostly none. */
const NUMBER_WORDS = new Map(Object.entries({ two: '2', twice: '2', three: '3', four: '4', five: '5', six: '6', seven: '7', eight: '8', nine: '9', ten: '10', eleven: '11', twelve: '12' }));
const NUMBER = new RegExp(`\\d+(?:[.,:]\\d+)*|\\b(?:${[...NUMBER_WORDS.keys()].join('|')})\\b`, 'g');
