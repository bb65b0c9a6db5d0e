import { INVISIBLE } from '../../domain/normaliser.ts';

/**
 * The normaliser `unicode-1`: removes what nobody sees, then NFKC, with the tables of `tokenizers` (Rust). Those are of Unicode 11;
 * Node's are younger, so characters that came later are left out of NFKC and stand as they are.
 * `test/integration/tokenizer-parity.test.ts` goes through every code point. Plain ASCII comes back untouched.
 */
export function unicode1(text: string): string {
  return ASCII.test(text) ? text : text.replace(REMOVED, '').replace(OLD_ENOUGH, (part) => part.normalize('NFKC'));
}

const ASCII = /^[\0-\x7f]*$/;
const REMOVED = new RegExp(INVISIBLE, 'gu');

/** Runs without a code point that NFKC treats otherwise since Unicode 11, with the scripts that lie between them. */
const OLD_ENOUGH = otherThan(
  '7fd 897-8d3 9fe c3c d3b-d3c eba 1715 1abf-1aeb 1df6-1dfa 32ff a7f1-a7f4 a82c ab69 105c9-107ba 10d24-10f85 11070 1133b 11382-113d0 1145e ' +
    '11839-11a99 11d42-1612f 16d63-16ff1 1ccd6-1ccf9 1e030-1e6f5 1f16c 1fbf0-1fbf9',
);

function otherThan(ranges: string): RegExp {
  const escaped = ranges.split(' ').map((range) => range.split('-').map((code) => `\\u{${code}}`).join('-'));
  return new RegExp(`[^${escaped.join('')}]+`, 'gu');
}
