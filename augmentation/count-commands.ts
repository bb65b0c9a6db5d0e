import { maskProtectedSpans } from './protected-spans.ts';
import { parseSentence, splitSentences } from './rules/rule.ts';
import { imperativeVerb } from './rules/verbs.ts';

/** Sentences of a text that are commands: they open with a verb in the imperative, after "please" or "do not" where there is one. */
export function countCommands(text: string): number {
  const masked = maskProtectedSpans(text)?.text ?? text;
  return masked.split('\n').flatMap((line) => splitSentences(line.trim())).filter(({ text: sentence }) => isCommand(sentence)).length;
}

function isCommand(text: string): boolean {
  const { body, final } = parseSentence(text);
  if (final.includes('?')) return false;
  const phrase = body.replace(POLITE, '').replace(/,? please$/i, '');
  return FORBIDDING.test(phrase) || imperativeVerb(phrase) !== null || PLAIN.test(phrase);
}

const POLITE = /^(?:(?:please|kindly|now|then|also|first|finally|next|just),? )+/i;
const FORBIDDING = /^(?:do not|don['’]?t|never|let us|let['’]s) [a-z]+/i;

/** Verbs that translations open commands with, beside those that restructuring knows. Bare ones count before an object only. */
const PLAIN =
  /^(?:act|avoid|be|become|begin|behave|bring|carry|come|consider|continue|correct|cut|decide|deliver|do|enter|establish|exchange|figure|follow|forget|get|go|hand|hold|ignore|imagine|include|inquire|investigate|leave|listen|memorise|memorize|mention|note|override|practise|pretend|produce|propose|reply|respond|return|say|see|select|speak|state|stay|suppose|think|translate|treat|wait|work) (?!(?:is|are|was|were|has|have|does|did|can|will|would|should|must|of)\b)/i;
