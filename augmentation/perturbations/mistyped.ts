/**
 * Whether a word of the text is one typing error (a letter swapped, dropped, added or replaced; not the first) away from
 * the vocabulary of injections. It sees no other misspelt word: that would need a dictionary.
 */
export function isMistyped(text: string): boolean {
  return (text.toLowerCase().match(/[a-z]{5,}/g) ?? []).some((word) => !isKnown(word) && VOCABULARY.some((known) => isOneErrorFrom(known, word)));
}

const VOCABULARY = (
  'ignore ignoring disregard forget override bypass previous preceding instruction instructions directive directives restriction restrictions restricted unrestricted guideline guidelines system prompt prompts ' +
  'reveal display repeat output respond response responses answer question request password secret developer assistant character pretend simulate unfiltered illegal unethical moral immoral content policy policies openai ' +
  'chatgpt language model include provide generate write following sentence paragraph translate describe explain without always never anything information string decode encoded python command execute script'
).split(' ');
const KNOWN = new Set([...VOCABULARY, 'modal', 'rights', 'white', 'wrote', 'writes', 'contents', 'context', 'contest', 'consent', 'context', 'ever', 'fever', 'sever', 'lever', 'contend', 'passwords', 'scripts']);

/** An inflection of a known word is no error. */
function isKnown(word: string): boolean {
  return KNOWN.has(word) || ['s', 'd', 'r', 'n', 'al', 'ed', 'er', 'ly', 'ing'].some((ending) => word.endsWith(ending) && (KNOWN.has(word.slice(0, -ending.length)) || KNOWN.has(`${word.slice(0, -ending.length)}e`)));
}

function isOneErrorFrom(known: string, word: string): boolean {
  if (known.charAt(0) !== word.charAt(0) || Math.abs(known.length - word.length) > 1) return false;
  let at = 1;
  while (at < known.length && known.charAt(at) === word.charAt(at)) at++;
  const [rest, other] = [known.slice(at), word.slice(at)];
  if (known.length > word.length) return rest.slice(1) === other;
  if (known.length < word.length) return rest === other.slice(1);
  return rest.slice(1) === other.slice(1) || (rest.charAt(0) === other.charAt(1) && rest.charAt(1) === other.charAt(0) && rest.slice(2) === other.slice(2));
}
