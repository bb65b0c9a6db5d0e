/** The parts of a `BertNormalizer` in tokenizer.json that decide how characters are treated. */
export interface BertNormalizerSettings {
  readonly lowercase: boolean;
  /** Null follows `lowercase`. */
  readonly strip_accents: boolean | null;
  readonly handle_chinese_chars: boolean;
}

/**
 * Rewrites the few characters that `@huggingface/tokenizers` (JavaScript) treats otherwise than `tokenizers` (Rust), so that
 * both cut a text into the same tokens. The Rust library has Unicode 8 tables for marks and punctuation, lower-cases each
 * character by itself, and sees the CJK characters beyond the basic plane. `test/integration/tokenizer-parity.test.ts`
 * goes through every code point.
 */
export function bertText(settings: BertNormalizerSettings): (text: string) => string {
  const strips = settings.strip_accents ?? settings.lowercase;
  return (text) => {
    if (ASCII.test(text)) return text;
    let mended = text.replace(OPAQUE, UNKNOWN).replace(PUNCTUATION_ONCE, ` ${UNKNOWN} `);
    if (strips) mended = mended.replace(MARKS_ONCE, '');
    if (settings.handle_chinese_chars) mended = mended.replace(CJK_BEYOND_BASIC_PLANE, ' $& ');
    // JavaScript lower-cases a final capital sigma to ς, Rust to σ.
    return settings.lowercase ? mended.replaceAll('Σ', 'σ') : mended;
  };
}

const ASCII = /^[\0-\x7f]*$/;

/** A noncharacter: of no class and in no vocabulary, now and for ever. Its word becomes the unknown token. */
const UNKNOWN = '\ufdd0';

/**
 * Marks, punctuation and format characters younger than Unicode 8, with the scripts that lie between them: to the Rust
 * library they are ordinary characters of an unknown word.
 */
const OPAQUE = characters(
  '61d 7fd 890-8e2 9fd-9fe a76 afa-aff b55 c04-c3c c77 c84 d00 d3b-d3c d81 eba ece 180f-1886 1abf-1aeb 1b4e-1b4f 1b7d-1b7f ' +
    '1df6-1dfb 2e43-2e5d a82c a8c5 a8ff a9bd 105c9-105e4 10d24-10f89 11070-11074 110c2-110cd 111cf 1123e-11241 1133b 11383-1145e ' +
    '11660-1166c 116b9 1182f-11fff 12ff1-1612f 16d68-16f4f 16fe2-16fe4 1cf00-1cf46 1e000-1e6f5 1e944-1e95f',
);
/** Punctuation in Unicode 8, something else since. */
const PUNCTUATION_ONCE = characters('166d 111c9');
/** Non-spacing marks in Unicode 8, something else since. */
const MARKS_ONCE = characters('1734 1171e');
const CJK_BEYOND_BASIC_PLANE = characters('20000-2a6df 2a700-2b73f 2b740-2b81f 2b920-2ceaf 2f800-2fa1f');

function characters(ranges: string): RegExp {
  const escaped = ranges.split(' ').map((range) => range.split('-').map((code) => `\\u{${code}}`).join('-'));
  return new RegExp(`[${escaped.join('')}]`, 'gu');
}
