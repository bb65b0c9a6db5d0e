import { onAnySentence, onFirstSentence, lowerFirst, upperFirst, wordCount } from './rule.ts';
import type { RestructuringRule, Sentence } from './rule.ts';
import { isImperative } from './verbs.ts';

/** The order of clauses and adjuncts: conditions, reasons, purposes, places, formats, audiences. */
export const CLAUSE_RULES: readonly RestructuringRule[] = [
  {
    id: 'subordinate-to-end',
    family: 'order',
    weight: 4,
    description: 'A fronted condition, time or reason moves behind the main clause.',
    examples: [
      ['If my card is stolen, what should I do?', 'What should I do if my card is stolen?'],
      ['When the job is done, send me an email.', 'Send me an email when the job is done.'],
    ],
    refuses: ['If there is a fee, what is it?', 'When I top up, it fails.'],
    apply: onAnySentence((sentence) => {
      const [, conjunction = '', clause = '', main = ''] = /^(If|When|Because|Since|Before|After|Once|While|Unless) ([^,]+), (?:then )?([^,]+)$/i.exec(sentence.body) ?? [];
      if (main === '' || wordCount(clause) < 3 || wordCount(main) < 3 || /^(?:and|but|or)\b/i.test(main) || EMBEDDING_END.test(main) || /\b(?:it|they|them|he|she|its|their|that|this)\b/i.test(main)) return null;
      return `${casedAs(sentence, main)} ${conjunction.toLowerCase()} ${clause}${sentence.final}`;
    }),
  },
  {
    id: 'subordinate-to-front',
    family: 'order',
    weight: 4,
    description: 'A condition or reason behind the main clause moves to its front.',
    examples: [['What happens if the transfer fails?', 'If the transfer fails, what happens?']],
    refuses: ['I want to know if my card is lost.', 'Check whether it works or tell me if it does not.'],
    apply: onAnySentence((sentence) => {
      const [, main = '', conjunction = '', clause = ''] = /^([^,;:]+?) (if|because|unless) ([^,;:]+)$/i.exec(sentence.body) ?? [];
      if (wordCount(clause) < 3 || wordCount(main) < 2 || EMBEDDING_END.test(main) || / (?:and|or|but|that|which) /.test(` ${main} `) || /^(?:of|not|possible|so|you would|you could)\b/.test(clause)) return null;
      if (conjunction.toLowerCase() === 'because' && sentence.final === '?') return null;
      if (!/^(?:what|how|can|could|do|does|is|are|will|would|should|where|when|why|who|i|we|my|the|it)\b/i.test(main) && !isImperative(main)) return null;
      return `${casedAs(sentence, conjunction)} ${clause}, ${lowerFirst(main)}${sentence.final}`;
    }),
  },
  {
    id: 'purpose-to-end',
    family: 'order',
    weight: 3,
    description: 'A fronted purpose moves behind the command.',
    examples: [['To free disk space, remove all old log files.', 'Remove all old log files to free disk space.']],
    refuses: ['To whom it may concern, my card is lost.'],
    apply: onAnySentence((sentence) => {
      const [, purpose = '', main = ''] = /^(?:In order to|To) ([a-z][^,]+), ([^,]+)$/.exec(sentence.body) ?? [];
      return isImperative(main) && wordCount(main) <= 14 ? `${upperFirst(main)} to ${purpose}${sentence.final}` : null;
    }),
  },
  {
    id: 'means-to-front',
    family: 'order',
    weight: 3,
    description: 'The purpose of a "use X to" command moves to its front.',
    examples: [['Use a regular expression to find the dates.', 'To find the dates, use a regular expression.']],
    refuses: ['Use it to my advantage'],
    apply: onAnySentence((sentence) => {
      const [, means = '', purpose = ''] = /^(use [^,]+?) to ([a-z][^,]+)$/i.exec(sentence.body) ?? [];
      return isImperative(purpose) && wordCount(means) >= 2 ? `${casedAs(sentence, 'To')} ${purpose}, ${lowerFirst(means)}${sentence.final}` : null;
    }),
  },
  {
    id: 'location-fronting',
    family: 'order',
    weight: 3,
    description: 'The place a file command works in moves to the front.',
    examples: [['Find all text files in the current directory', 'In the current directory, find all text files']],
    refuses: ['Find files ending in "x"', 'Count the words and print them in the current directory'],
    apply: onAnySentence((sentence) => {
      const [, command = '', place = ''] = LOCATION_END.exec(sentence.body) ?? [];
      if (place === '' || !isImperative(command) || wordCount(command) < 3 || NOT_FRONTED_OVER.test(`${command} `)) return null;
      return `${casedAs(sentence, place)}, ${lowerFirst(command)}${sentence.final}`;
    }),
  },
  {
    id: 'format-fronting',
    family: 'order',
    weight: 4,
    description: 'The wanted format of the answer moves to the front or into its own sentence.',
    examples: [
      ['Explain phishing to a manager, as a short paragraph.', 'In a short paragraph, explain phishing to a manager.'],
      ['List common mistakes, as 3 bullet points.', 'List common mistakes. Format the answer as 3 bullet points.'],
    ],
    refuses: ['Act as a list'],
    apply: onAnySentence((sentence, rng) => {
      const [, command = '', format = ''] = /^(.+?),? (?:as|in) ((?:a (?:short |single |brief )?(?:paragraph|list|table|sentence)|(?:[\d–-]+|[\uE000-\uF8FF](?:-?[\uE000-\uF8FF])?|a few|three|five) (?:bullet points|sentences|bullets|paragraphs|steps)|one sentence))$/i.exec(sentence.body) ?? [];
      if (format === '' || !isImperative(command)) return null;
      if (rng.next() < 0.5) return `${casedAs(sentence, 'In')} ${format}, ${lowerFirst(command)}${sentence.final}`;
      return sentence.casual ? null : `${command}. ${rng.pick(['Format the answer as', 'Write the answer as', 'Give the answer as', 'Answer with'])} ${format}${sentence.final || '.'}`;
    }),
  },
  {
    id: 'audience-fronting',
    family: 'order',
    weight: 3,
    description: 'The audience of an explanation moves to the front.',
    examples: [['Explain content filtering for a complete beginner.', 'For a complete beginner, explain content filtering.']],
    refuses: ['Look for a student'],
    apply: onAnySentence((sentence) => {
      const [, command = '', audience = '', tail = ''] = /^(.+?) (for an? (?:[\w-]+ ){0,3}(?:beginner|manager|engineer|student|child|audience|developer|reader|user|teenager|layperson)(?: learning \w+)?)(,? (?:as|in) .+)?$/i.exec(sentence.body) ?? [];
      if (audience === '' || !isImperative(command) || !/^(?:explain|describe|summarize|list|give|write|identify|suggest|compare|paraphrase)\b/i.test(command)) return null;
      return `${casedAs(sentence, audience)}, ${lowerFirst(command)}${tail}${sentence.final}`;
    }),
  },
  {
    id: 'adverb-movement',
    family: 'order',
    weight: 2,
    description: 'A manner adverb moves between the front and the end of a command.',
    examples: [
      ['Recursively copy the folder', 'Copy the folder recursively'],
      ['search for the file recursively', 'recursively search for the file'],
    ],
    refuses: ['Carefully consider and explain the plan that failed', 'Recursively defined functions'],
    apply: onFirstSentence((sentence) => {
      const { body } = sentence;
      const [, fronted = '', rest = ''] = /^(recursively|briefly|quickly|carefully) (.+)$/i.exec(body) ?? [];
      if (fronted !== '') return isImperative(rest) && wordCount(rest) <= 9 && !/,| and | that | which /.test(rest) ? `${casedAs(sentence, rest)} ${fronted.toLowerCase()}${sentence.final}` : null;
      const [, command = '', final = ''] = /^([^,]+) (recursively|briefly|carefully)$/i.exec(body) ?? [];
      return final !== '' && isImperative(command) && !/ and /.test(command) ? `${casedAs(sentence, final)} ${lowerFirst(command)}${sentence.final}` : null;
    }),
  },
  {
    id: 'coordination-split',
    family: 'order',
    weight: 2,
    description: 'Two commands joined by "and" become two sentences.',
    examples: [['Find all empty folders and delete them.', 'Find all empty folders. Then delete them.']],
    refuses: ['Explain how to search and replace words.'],
    apply: onAnySentence((sentence) => {
      const [, first = '', second = ''] = /^([^,]+?),? and (?:then )?([a-z]+ .+)$/.exec(sentence.body) ?? [];
      if (sentence.casual || second === '' || !isImperative(first) || !isImperative(second) || wordCount(first) < 3 || / and | or | to | if | how | that | which /.test(` ${first} `)) return null;
      return `${first}. Then ${second}${sentence.final}`;
    }),
  },
  {
    id: 'coordination-join',
    family: 'order',
    weight: 1,
    description: 'Two short commands become one sentence.',
    examples: [['Read the review. Then summarize its main points.', 'Read the review and then summarize its main points.']],
    refuses: ['The file is gone. Then what?'],
    apply: (line) => {
      const [, first = '', second = ''] = /^([^.?!]+)\. Then,? ([a-z][^.?!]+\.?)$/.exec(line) ?? [];
      return isImperative(first) && isImperative(second) && wordCount(first) <= 14 ? `${first} and then ${second}` : null;
    },
  },
];

/** Words after which "if" means "whether", or belongs to the word before it. */
const EMBEDDING_END = /\b(?:know|knows|see|check|ask|asks|wonder|wondering|sure|tell|me|determine|determines|out|identify|verify|test|indicating|even|as|only|return|returns|clear|matter|like|what|find|confirm|detect|decide|validate|checks|verifies|say|and|or|but|just|is|not|care|mind|only|understand|remember|idea|the|it|question|whether|believe|hear|suggest)$/i;
const LOCATION_END =
  /^(.+?) ((?:in|under|within|inside) (?:(?:the |my |your |this )?(?:(?:current|home|same|working|entire|root|whole|present) ){1,2}(?:directory tree|directory|folder|file system|filesystem|system)(?: and (?:below|(?:all )?(?:its|of its) (?:subdirectories|sub-directories|subfolders)|all subdirectories))?|[\uE000-\uF8FF](?: directory tree| directory| folder)?))$/i;

/** A second attachment for the place: a clause, another preposition, a name or participle right before it. */
const NOT_FRONTED_OVER = / (?:and|or|except|that|which|of|whose|to|then|in|under|from|not|with|than|as) |,|[\uE000-\uF8FF] $| (?:\w+ing|stored|located|contained|found|named) $/;

/** Starts a sentence the way the original one started. */
function casedAs(sentence: Sentence, text: string): string {
  return sentence.casual ? lowerFirst(text) : upperFirst(text);
}
