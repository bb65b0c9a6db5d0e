/** Unicode compatibility form, lower case, runs of white space folded to one space, trimmed: what "the same text" means. */
export function normaliseForMatching(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}
