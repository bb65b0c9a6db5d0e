import { PAYLOAD_RULES } from './payload-rules.ts';
import { protectedSpans } from './protected-spans.ts';

/** A part of an attack that must not change. `rules` are the ids that found it, in the order of their places. */
export interface PayloadSpan {
  readonly start: number;
  readonly end: number;
  readonly rules: readonly string[];
}

export interface MaskedPayload {
  /** The frame, with a placeholder in braces for each payload: every method keeps those. */
  readonly text: string;
  /** Whether too little is left for any method to rewrite. */
  readonly isWhole: boolean;
  /** Puts the payloads into what was made of the frame; undefined where one is lost, repeated or changed. */
  readonly unmask: (made: string) => string | undefined;
}

/** What an attack wants done: by `PAYLOAD_RULES`, and its code, quotations, URLs and placeholders. In order, without overlaps. */
export function payloadSpans(text: string): PayloadSpan[] {
  if (text.length > MAX_CHARACTERS) return [{ start: 0, end: text.length, rules: ['too-long'] }];
  const found = [...PAYLOAD_RULES.flatMap((rule) => matchesOf(text, rule.id, rule.pattern)), ...quotations(text)].sort((a, b) => a.start - b.start || b.end - a.end);
  const merged: PayloadSpan[] = [];
  for (const span of found) {
    const last = merged.at(-1);
    if (last && /^\s*$/.test(text.slice(last.end, span.start))) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end), rules: [...new Set([...last.rules, ...span.rules])] };
    else merged.push(span);
  }
  return merged;
}

/** Masks the payload of an attack, so that restructuring, synonyms and providers change only the frame around it. */
export function maskPayload(text: string): MaskedPayload {
  const spans = payloadSpans(text);
  const name = unusedName(text);
  let frame = '';
  let from = 0;
  spans.forEach(({ start, end }, index) => {
    frame += `${text.slice(from, start)}{${name}${index + 1}}`;
    from = end;
  });
  frame += text.slice(from);
  const placeholder = new RegExp(`\\{${name}(\\d+)\\}`, 'g');
  const payloadOf = (number: string): string => text.slice(spans[Number(number) - 1]?.start, spans[Number(number) - 1]?.end);
  const unmask = (made: string): string | undefined => {
    const numbers = [...made.matchAll(placeholder)].map((match) => Number(match[1])).sort((a, b) => a - b);
    const isKept = numbers.length === spans.length && numbers.every((number, index) => number === index + 1);
    return isKept ? made.replace(placeholder, (_, number: string) => payloadOf(number)) : undefined;
  };
  return { text: frame, isWhole: (frame.replace(placeholder, ' ').match(/\p{L}{2,}/gu)?.length ?? 0) < FEWEST_WORDS, unmask };
}

/** No rewriting works on longer texts, and some rules take time that grows with the square of a line. */
const MAX_CHARACTERS = 20_000;
/** Fewer words of a frame give a method nothing to change. */
const FEWEST_WORDS = 2;

function matchesOf(text: string, rule: string, pattern: RegExp): PayloadSpan[] {
  return [...text.matchAll(new RegExp(pattern, `${pattern.flags}d`))].flatMap((match) => {
    const [start, end] = match.indices?.groups?.payload ?? match.indices?.groups?.rest ?? match.indices?.[0] ?? [0, 0];
    return trimmed(text, start, end, rule);
  });
}

/** Numbers and single signs are kept by every method anyway. */
function quotations(text: string): PayloadSpan[] {
  return protectedSpans(text).flatMap(({ start, end, text: span }) => (/\p{L}{2}/u.test(span) ? trimmed(text, start, end, 'quoted') : []));
}

function trimmed(text: string, start: number, end: number, rule: string): PayloadSpan[] {
  const span = text.slice(start, end);
  const from = start + (span.length - span.trimStart().length);
  const to = from + span.trim().length;
  return to > from ? [{ start: from, end: to, rules: [rule] }] : [];
}

/** `P`, or with as many letters after it as the text needs to hold none of its placeholders. */
function unusedName(text: string): string {
  let name = 'P';
  while (text.includes(`{${name}`)) name += 'A';
  return name;
}
