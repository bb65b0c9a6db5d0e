import { onAnySentence, upperFirst, lowerFirst, wordCount } from './rule.ts';
import type { RestructuringRule } from './rule.ts';

/** The order of words around a verb: particles, receivers, times, and the passive where nobody's part in it is lost. */
export const WORD_ORDER_RULES: readonly RestructuringRule[] = [
  {
    id: 'particle-shift',
    family: 'phrase',
    weight: 5,
    description: 'The particle of a phrasal verb moves behind its object, or back.',
    examples: [
      ['turn on the kitchen lights', 'turn the kitchen lights on'],
      ['Please turn the volume down', 'Please turn down the volume'],
    ],
    refuses: ['turn on it', 'look up at the sky', 'turn on the lights in the kitchen and the hall', 'look the other way up there'],
    apply: onAnySentence((sentence) => {
      const [, before = '', verb = '', particle = '', object = ''] = PARTICLE_FIRST.exec(sentence.body) ?? [];
      if (object !== '') return `${before}${verb} ${object} ${particle.toLowerCase()}${sentence.final}`;
      const [, start = '', head = '', moved = '', last = ''] = PARTICLE_LAST.exec(sentence.body) ?? [];
      return moved === '' ? null : `${start}${head} ${last.toLowerCase()} ${moved}${sentence.final}`;
    }),
  },
  {
    id: 'receiver-shift',
    family: 'phrase',
    weight: 5,
    description: 'The receiver of what is sent, given or shown moves behind it, or in front.',
    examples: [
      ['Send my brother an email', 'Send an email to my brother'],
      ['send an email to john', 'send john an email'],
    ],
    refuses: ['send it to my brother', 'give me a list of the restaurants that are open', 'Show me how it works', 'send an email to john saying hello'],
    apply: onAnySentence((sentence) => {
      const [, before = '', verb = '', receiver = '', thing = ''] = RECEIVER_FIRST.exec(sentence.body) ?? [];
      if (thing !== '') return `${before}${verb} ${thing} to ${receiver}${sentence.final}`;
      const [, start = '', head = '', sent = '', to = ''] = RECEIVER_LAST.exec(sentence.body) ?? [];
      return sent === '' ? null : `${start}${head} ${to} ${sent}${sentence.final}`;
    }),
  },
  {
    id: 'time-fronting',
    family: 'order',
    weight: 5,
    description: 'The time of a request moves to its front, or to its end.',
    examples: [
      ['I need a table for two tomorrow evening', 'Tomorrow evening, I need a table for two'],
      ['Next week, I will be in Rome.', 'I will be in Rome next week.'],
    ],
    refuses: ['I need the report that I wrote yesterday', 'Find the temperature in Rome tomorrow.', 'I am waiting for the cash I deposited this morning', 'I need a table for tomorrow', 'What is the weather like today?', 'remind me to call my mother tomorrow'],
    apply: onAnySentence((sentence) => {
      const cased = sentence.casual ? lowerFirst : upperFirst;
      const [, fronted = '', rest = ''] = TIME_FIRST.exec(sentence.body) ?? [];
      if (fronted !== '') return SECOND_CLAUSE.test(` ${rest} `) ? null : `${cased(rest)} ${lowerFirst(fronted)}${sentence.final}`;
      const [, main = '', time = ''] = TIME_LAST.exec(sentence.body) ?? [];
      // "The weather tomorrow" and "the cash I deposited this morning" keep their time: only a statement or booking has one of its own.
      if (time === '' || !TIMED.test(main) || wordCount(main) < 4 || SECOND_CLAUSE.test(`${main} `) || /\bsome ?time$/i.test(main) || / (?:i|we|for|of|in|at|on|the|this|sometime|modified|due|weather|forecast)\b/i.test(main.replace(/\bfor (?:an? |the )?[\w-]+(?: people)?$/i, ''))) return null;
      return `${cased(time)}, ${lowerFirst(main)}${sentence.final}`;
    }),
  },
  {
    id: 'requirement-passive',
    family: 'phrase',
    weight: 3,
    description: 'A requirement on a thing to be made becomes passive; the thing stays in the sentence.',
    examples: [['The script should include detailed comments.', 'Detailed comments should be included in the script.']],
    refuses: ['The script should include its own tests and run them.', 'The user should include a name.', 'The function should use a loop to count.'],
    apply: onAnySentence((sentence) => {
      const [, subject = '', modal = '', verb = '', object = ''] =
        /^((?:The|Your) (?:\w+ ){0,2}?(?:script|program|function|code|application|app|tool|answer|response|story|poem|essay|letter|email|report|article|guide)) (should|must) (include|contain|use) ([a-z][^,;:]*)$/.exec(sentence.body) ?? [];
      if (object === '' || wordCount(object) > 7 || SECOND_CLAUSE.test(` ${object} `) || /^(?:not|only|at|it|them)\b|\b(?:its|their|and|or)\b/.test(object)) return null;
      const [participle, preposition] = verb === 'use' ? ['used', 'in'] : [verb === 'include' ? 'included' : 'contained', 'in'];
      return `${upperFirst(object)} ${modal} be ${participle} ${preposition} ${lowerFirst(subject)}${sentence.final}`;
    }),
  },
  {
    id: 'passive-with-get',
    family: 'statement',
    weight: 4,
    description: 'What happened to a thing is told with "got" instead of "was", or the other way round.',
    examples: [
      ['My card was declined.', 'My card got declined.'],
      ['i got charged twice', 'i was charged twice'],
    ],
    refuses: ['Why was my card declined?', 'my card just got declined', 'My card was late.', 'I got a letter.'],
    apply: onAnySentence((sentence) => {
      const [, subject = '', verb = '', participle = '', rest = ''] = new RegExp(`^((?:but |and |because )?(?:my|the|our) (?:[\\w-]+ ){1,3}?|i )(was|got) (${HAPPENED})\\b(.*)$`, 'i').exec(sentence.body) ?? [];
      if (participle === '' || /\bjust $/.test(subject)) return null;
      const other = verb.toLowerCase() === 'got' ? 'was' : 'got';
      return `${subject}${other} ${participle}${rest}${sentence.final}`;
    }),
  },
];

const PARTICLE_VERBS: Readonly<Record<string, string>> = { turn: 'on|off|up|down', switch: 'on|off', put: 'on|off|away|down', shut: 'down|off', take: 'off|out', pick: 'up', write: 'down', look: 'up', set: 'up', bring: 'up', throw: 'away|out', clean: 'up', print: 'out', fill: 'in|out', back: 'up', hand: 'in|over', call: 'off' };
const PHRASAL = Object.entries(PARTICLE_VERBS);
const OPENING = "((?:(?:[Hh]ey|[Hh]i|[Hh]ello),? )?(?:[Pp]lease |(?:[Cc]an|[Cc]ould|[Ww]ould) you (?:please )?|[Ii] (?:want|need) (?:you )?to |[Ii]'d like you to )?)";
/** A short noun phrase with nothing hanging on it: "the kitchen lights". */
const OBJECT = '((?:the|my|your|all the|all|this|that|these|those) (?:(?!please\\b|for\\b|in\\b|on\\b|at\\b|to\\b|and\\b|or\\b|by\\b|from\\b|of\\b|with\\b|when\\b|until\\b|up\\b|down\\b|off\\b|out\\b)[\\w\'-]+)(?: (?!please\\b|for\\b|in\\b|on\\b|at\\b|to\\b|and\\b|or\\b|by\\b|from\\b|of\\b|with\\b|when\\b|until\\b|up\\b|down\\b|off\\b|out\\b|now\\b|today\\b|again\\b|is\\b|are\\b)[\\w\'-]+){0,2})';
const PARTICLE_FIRST = new RegExp(`^${OPENING}(${PHRASAL.map(([verb, particles]) => `${verb}(?= (?:${particles}) )`).join('|')}) (on|off|up|down|away|out|in|over) ${OBJECT}$`, 'i');
const PARTICLE_LAST = new RegExp(`^${OPENING}(${PHRASAL.map(([verb, particles]) => `${verb}(?= .* (?:${particles})$)`).join('|')}) ${OBJECT} (on|off|up|down|away|out|in|over)$`, 'i');

const RECEIVER_VERBS = '([Ss]end|[Gg]ive|[Ss]how|[Mm]ail|[Ff]orward|[Ll]end|[Oo]ffer|[Hh]and)';
const PERSON = "((?:my|our|the) (?:mom|mother|dad|father|boss|brother|sister|wife|husband|friend|friends|team|bank|manager|landlord|doctor|teacher|family|partner|client|customer|son|daughter|uncle|aunt)|everyone|him|her|them|john|mary|[A-Z][a-z]+)";
const SENT = '((?:an?|the|some) (?:[a-z-]+ ){0,2}(?:email|mail|message|text|letter|reply|reminder|invitation|invite|card|gift|present|report|summary|link|copy|file|picture|photo|list|note|refund))';
const RECEIVER_FIRST = new RegExp(`^${OPENING}${RECEIVER_VERBS} ${PERSON} ${SENT}$`);
const RECEIVER_LAST = new RegExp(`^${OPENING}${RECEIVER_VERBS} ${SENT} to ${PERSON}$`);

const TIME = '(?:(?:today|tomorrow|yesterday|tonight)(?: (?:morning|afternoon|evening|night))?|(?:this|next|last) (?:morning|afternoon|evening|week|weekend|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday))';
const TIME_FIRST = new RegExp(`^(${TIME}),? ((?:i|we)(?:'m|'ll| am| will| was| need| want| have| had| would| tried| made| received| bought)\\b[^,;:]*)$`, 'i');
const TIME_LAST = new RegExp(`^([^,;:]+?) (${TIME})$`, 'i');
const TIMED = /^(?:(?:i|we)(?:'m|'ll|'d| am| will| was| need| want| have| had| would| tried| made| received| bought| paid| got)|my [\w-]+ (?:was|got|is)|(?:please )?(?:book|reserve|schedule))\b/i;
/** A second clause or an attachment that the moved words might belong to instead. */
const SECOND_CLAUSE = / (?:that|which|who|what|when|where|why|how|if|whether|because|but|and|or|to|before|after|until|from|since|by|is|are|than) /;
const HAPPENED = 'declined|rejected|cancell?ed|charged|blocked|stolen|reverted|reversed|returned|refused|denied|debited|deducted|frozen|locked|lost|swallowed|double charged';
