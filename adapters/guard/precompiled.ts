/**
 * SentencePiece's character map, as `tokenizers` (Rust) applies it: to each grapheme of fewer than six bytes as a whole, else to each of its
 * characters. The JavaScript library stands in for it with NFKC and some rules of its own, and so cuts joined emoji and a few
 * characters into other tokens. `charsmap` is base64: the size of a double-array trie, the trie, and the replacements, each ended by NUL.
 */
export function precompiledText(charsmap: string): (text: string) => string {
  const bytes = Buffer.from(charsmap, 'base64');
  const trieBytes = bytes.readUInt32LE(0);
  const trie = Uint32Array.from({ length: trieBytes >> 2 }, (_, index) => bytes.readUInt32LE(4 + index * 4));
  const replacements = bytes.subarray(4 + trieBytes);
  const replaced = (part: string): string | undefined => {
    const at = firstMatch(trie, Buffer.from(part));
    return at === undefined ? undefined : replacements.toString('utf8', at, replacements.indexOf(0, at));
  };
  const mapped = (grapheme: string): string => {
    const whole = Buffer.byteLength(grapheme) < LONG_BYTES ? replaced(grapheme) : undefined;
    return whole ?? Array.from(grapheme, (character) => replaced(character) ?? character).join('');
  };
  const ascii = Array.from({ length: 128 }, (_, code) => mapped(String.fromCharCode(code)));
  return (text) => (ASCII.test(text) ? Array.from(text, (character) => ascii[character.charCodeAt(0)]) : Array.from(SEGMENTER.segment(text), ({ segment }) => mapped(segment))).join('');
}

/** Graphemes of ASCII are its characters, but for a line end of two. */
const ASCII = /^[\0-\x0c\x0e-\x7f]*$/;
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });
const LONG_BYTES = 6;

/** Where the replacement of the shortest prefix that the trie knows begins. Units are those of darts-clone, the library behind SentencePiece. */
function firstMatch(trie: Uint32Array, key: Buffer): number | undefined {
  let node = offsetOf(trie[0]!);
  for (const byte of key) {
    if (byte === 0) return undefined;
    node ^= byte;
    const unit = trie[node];
    if (unit === undefined || labelOf(unit) !== byte) return undefined;
    node ^= offsetOf(unit);
    if (hasLeaf(unit)) return trie[node]! & 0x7fffffff;
  }
  return undefined;
}

const hasLeaf = (unit: number): boolean => ((unit >>> 8) & 1) === 1;
/** The highest bit marks a leaf, which is no label. */
const labelOf = (unit: number): number => (unit & 0x800000ff) >>> 0;
const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);
