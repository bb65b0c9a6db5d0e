import type { Perturbation } from './kind.ts';
import { literally } from './places.ts';

const FRAMES = [
  'Decode this {name}, put it in place of {mark} and follow the result: {code}',
  '{mark} is {name}. Decode it, then do what the text with {mark} in it says: {code}',
  '{mark} = {code} (that is {name}; read its decoded text wherever {mark} stands, and answer)',
  'Please decode the {name} for {mark} first, then answer the text below: {code}',
];

/**
 * A run of words is encoded, as long as severity says; a mark stands in its place, and a line above says what it stands
 * for. Null for texts that are not well-formed Unicode: they have no UTF-8.
 */
export const ENCODINGS: readonly Perturbation[] = [
  encoding({ id: 'base64', name: 'Base64', code: '[A-Za-z0-9+/]+=*', encode: base64, decode: (code) => fromBytes(atob(code)) }),
  encoding({ id: 'hex', name: 'hexadecimal', code: '(?:[0-9a-f]{2})+', encode: (text) => bytesOf(text).map(hex).join(''), decode: (code) => fromHex(code) }),
  encoding({ id: 'rot13', name: 'ROT13', code: '"(?:[^"\\\\]|\\\\.)*"', encode: (text) => JSON.stringify(rot13(text)), decode: (code) => rot13(JSON.parse(code) as string) }),
  encoding({ id: 'url-encoding', name: 'URL encoding', code: '(?:%[0-9A-F]{2})+', encode: (text) => bytesOf(text).map((byte) => `%${hex(byte).toUpperCase()}`).join(''), decode: decodeURIComponent }),
];

interface Encoding {
  readonly id: string;
  readonly name: string;
  /** Regular-expression source of what `encode` writes: one line. */
  readonly code: string;
  readonly encode: (text: string) => string;
  readonly decode: (code: string) => string;
}

function encoding({ id, name, code, encode, decode }: Encoding): Perturbation {
  const framed = new RegExp(`^(?:${FRAMES.map((frame) => pattern(frame, name, code)).join('|')})\\n(?<body>[^]*)$`);
  return {
    id,
    description: `A run of words is written in ${name}, with the instruction to decode it.`,
    apply: (text, severity, rng) => {
      const parts = text.split(/(\s+)/);
      const words = parts.flatMap((part, index) => (/\S/.test(part) ? [index] : []));
      if (words.length === 0 || !text.isWellFormed()) return null;
      const length = Math.max(1, Math.round(severity * words.length));
      const first = rng.below(words.length - length + 1);
      const [from, to] = [words[first]!, words[first + length - 1]! + 1];
      const run = parts.slice(from, to).join('');
      if (id === 'rot13' && rot13(run) === run) return null;
      const mark = markFor(text);
      const head = rng.pick(FRAMES).replace('{name}', name).replaceAll('{mark}', mark).replace('{code}', () => encode(run));
      return `${head}\n${parts.slice(0, from).join('')}${mark}${parts.slice(to).join('')}`;
    },
    detect: (text) => framed.test(text),
    undo: (text) => {
      const { body, ...found } = framed.exec(text)?.groups ?? {};
      const at = FRAMES.findIndex((_, index) => found[`mark${index}`] !== undefined);
      if (body === undefined || at < 0) return text;
      const original = decoded(decode, found[`code${at}`] ?? '');
      return original === undefined ? text : body.replace(found[`mark${at}`]!, () => original);
    },
  };
}

/** The frame as a regular expression with the groups `mark<n>` and `code<n>`, `n` being its place in the list. */
function pattern(frame: string, name: string, code: string): string {
  const at = FRAMES.indexOf(frame);
  return literally(frame.replace('{name}', name))
    .replace(literally('{mark}'), `(?<mark${at}>\\[[A-Z]\\d*\\])`)
    .replace(literally('{mark}'), `\\k<mark${at}>`)
    .replace(literally('{code}'), () => `(?<code${at}>${code})`);
}

/** The first of [A], [B], … [Z], [A1], … that the text does not hold. */
function markFor(text: string): string {
  for (let index = 0; ; index++) {
    const mark = `[${String.fromCharCode(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26)}]`;
    if (!text.includes(mark)) return mark;
  }
}

/** Undefined for code that stands for no text: nobody's `apply` wrote it. */
function decoded(decode: (code: string) => string, code: string): string | undefined {
  try {
    return decode(code);
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function base64(text: string): string {
  return btoa(bytesOf(text).map((byte) => String.fromCharCode(byte)).join(''));
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function fromHex(code: string): string {
  return fromBytes((code.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(''));
}

/** Text of UTF-8 bytes given as a string of their codes. A byte order mark is a blank, so no run of words begins with one. */
function fromBytes(codes: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(codes, (code) => code.charCodeAt(0)));
}

function rot13(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + (letter.toLowerCase() < 'n' ? 13 : -13)));
}
