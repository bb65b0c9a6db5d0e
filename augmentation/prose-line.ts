import { MASK, maskProtectedSpans } from './protected-spans.ts';
import { remembered } from './remembered.ts';
import { isImperative } from './rules/verbs.ts';

/** The line of a prompt that carries its request, masked, and the way back to the whole prompt. */
export interface ProseLine {
  readonly text: string;
  /** Whether nothing but blanks follows it. */
  readonly closes: boolean;
  readonly restore: (rewritten: string) => string;
}

/**
 * Finds the line that may be rewritten: the first one when it is prose; else, under a header of another kind (a tool
 * description, front matter), the last line when that is a sentence. All other lines are payload and stay. Null when
 * there is none.
 */
export const proseLine = remembered((text: string): ProseLine | null => {
  if (text.length > MAX_CHARACTERS) return null;
  const masked = maskProtectedSpans(text);
  if (!masked) return null;
  const lines = masked.text.split('\n');
  const index = prosePosition(lines);
  const line = lines[index];
  if (line === undefined) return null;
  const lead = /^\s*/.exec(line)?.[0] ?? '';
  const body = line.trim();
  const tail = line.slice(lead.length + body.length);
  const restore = (rewritten: string): string => masked.unmask([...lines.slice(0, index), lead + rewritten + tail, ...lines.slice(index + 1)].join('\n'));
  return { text: body, closes: lines.slice(index + 1).every((other) => other.trim() === ''), restore };
});

const MAX_CHARACTERS = 20_000;
const NOT_PROSE = /^(?:[-*•#>|={}[\]<]|\d+[.)]|[A-Z\d_ ]{8,}$)|[{};,\\]$/;
/** `Role: ...`, `Prompt name: ...`; but "Translate this text: ..." is a request. */
const KEY = /^[\w-]+(?: [\w-]+){0,2}:(?:\s|$)/;
const STARTS_PROSE = new RegExp(`^(?:[A-Za-z]|${MASK})`);

function prosePosition(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0 || lines[first]!.trimEnd().endsWith(':')) return isProse(lines[first]?.trim() ?? '') ? first : -1;
  if (isProse(lines[first]!.trim())) return first;
  for (let index = lines.length - 1; index > first && index >= lines.length - 2; index--) {
    const line = lines[index]!.trim();
    if (isProse(line) && /^[A-Z].*[.?!]$/.test(line)) return index;
  }
  return -1;
}

function isProse(line: string): boolean {
  const words = line.split(/\s+/);
  const letters = line.match(/[A-Za-z]/g)?.length ?? 0;
  return words.length >= 2 && STARTS_PROSE.test(line) && !NOT_PROSE.test(line) && (!KEY.test(line) || isImperative(line)) && letters >= 0.6 * line.replace(/\s/g, '').length;
}
