import { articleBefore, inflectVerb } from '../inflection.ts';
import { onAnySentence, onFirstSentence, upperFirst } from './rule.ts';
import type { RestructuringRule } from './rule.ts';
import { imperativeVerb } from './verbs.ts';

/** Phrases inside a sentence: relative clauses, naming, languages, verbs and fixed expressions that mean the same. */
export const PHRASE_RULES: readonly RestructuringRule[] = [
  {
    id: 'relative-reduction',
    family: 'phrase',
    weight: 3,
    description: 'A passive relative clause becomes a participle.',
    examples: [['Find files that were modified in the last day', 'Find files modified in the last day']],
    refuses: ['Find files that are big'],
    apply: replacing(/\b(\w+s) (?:that|which) (?:are|were|have been) (\w+ed|owned|given|shown|written) (?=(?:in|on|at|by|within|before|after|during|more|less|between|under|from|exactly)\b)/, '$1 $2 '),
  },
  {
    id: 'relative-expansion',
    family: 'phrase',
    weight: 3,
    description: 'A participle or comparison behind a plural noun becomes a relative clause.',
    examples: [
      ['Delete all log files older than 5 days', 'Delete all log files that are older than 5 days'],
      ['List files modified within the last hour', 'List files that were modified within the last hour'],
    ],
    refuses: ['Find the older files'],
    apply: onAnySentence((sentence) => {
      const expanded = sentence.body.replace(EXPANDABLE, (_, noun: string, participle: string) => `${noun} that ${/ed$/.test(participle) && !/^(?:named|owned|located|stored)$/.test(participle) ? 'were' : 'are'} ${participle} `);
      return expanded === sentence.body ? null : expanded + sentence.final;
    }),
  },
  {
    id: 'relative-to-gerund',
    family: 'phrase',
    weight: 3,
    description: 'An active relative clause becomes a gerund.',
    examples: [
      ['Write a function that returns the largest number.', 'Write a function returning the largest number.'],
      ['print all lines that contain a digit', 'print all lines containing a digit'],
    ],
    refuses: ['Write a function that takes a list and returns its length.'],
    apply: onAnySentence((sentence) => {
      const [whole = '', noun = '', verb = ''] = ACTIVE_RELATIVE.exec(sentence.body) ?? [];
      const base = verb.replace(/ies$/, 'y').replace(/(ch|sh|ss)es$/, '$1').replace(/s$/, '');
      // "that takes a string and returns its length" has a second verb that a gerund would leave hanging.
      const coordinated = /(?:,|\band|\bor|\botherwise|\bthen) (?:then |also |either )?[a-z]+s\b/.test(sentence.body.slice(sentence.body.indexOf(whole) + whole.length));
      const gerund = whole === '' || coordinated ? null : inflectVerb(base, 'gerund');
      return gerund === null ? null : sentence.body.replace(whole, `${noun} ${gerund} `) + sentence.final;
    }),
  },
  {
    id: 'gerund-to-relative',
    family: 'phrase',
    weight: 2,
    description: 'A gerund behind a plural noun becomes a relative clause.',
    examples: [['Count the lines containing an error', 'Count the lines that contain an error']],
    refuses: ['Count the files in a building'],
    apply: onAnySentence((sentence) => {
      const replaced = sentence.body.replace(/\b(files|lines|directories|folders|words|names|processes|strings) (containing|starting|ending|beginning|matching|belonging) (?!from\b)/, (_, noun: string, gerund: string) => `${noun} that ${gerund.replace('nning', 'n').replace(/ing$/, '')} `);
      return replaced === sentence.body || /(?:and|or) (?:\w+ )?\w+ing\b/.test(sentence.body) ? null : replaced + sentence.final;
    }),
  },
  {
    id: 'naming-phrase',
    family: 'phrase',
    weight: 3,
    description: 'Ways to say what a thing is called.',
    examples: [['Create a folder named "x"', 'Create a folder called "x"']],
    refuses: ['Create a folder that is called by its date'],
    apply: onAnySentence((sentence, rng) => {
      const pattern = /\b(named|called|with (?:the )?name) (?=[\uE000-\uF8FF])/;
      const found = pattern.exec(sentence.body)?.[1];
      if (!found || /\bthat (?:is|are) $/.test(sentence.body.slice(0, sentence.body.indexOf(found)))) return null;
      return sentence.body.replace(pattern, `${rng.pick(['named', 'called', 'with the name'].filter((other) => other !== found))} `) + sentence.final;
    }),
  },
  {
    id: 'language-placement',
    family: 'phrase',
    weight: 3,
    description: 'The programming language moves in front of or behind what is to be written.',
    examples: [
      ['Write a Python function that adds numbers.', 'Write a function in Python that adds numbers.'],
      ['Generate a C++ program that rotates keys.', 'Generate a program in C++ that rotates keys.'],
    ],
    refuses: ['Write a function that adds numbers.'],
    apply: onFirstSentence((sentence) => {
      const [whole = '', language = '', noun = ''] = new RegExp(`\\ban? (${LANGUAGES}) (function|program|script|method|class|code snippet|application)\\b`).exec(sentence.body) ?? [];
      if (whole !== '') return sentence.body.replace(whole, `${articleBefore(noun)} ${noun} in ${language}`) + sentence.final;
      const [behind = '', work = '', name = ''] = new RegExp(`\\ban? (function|program|script|method|class) in (${LANGUAGES})(?![\\w+#])`).exec(sentence.body) ?? [];
      return behind === '' ? null : sentence.body.replace(behind, `${articleBefore(name)} ${name} ${work}`) + sentence.final;
    }),
  },
  {
    id: 'language-fronting',
    family: 'order',
    weight: 2,
    description: 'The programming language of a request moves to its front.',
    examples: [['Write a Java program to sort an array.', 'Using Java, write a program to sort an array.']],
    refuses: ['I like a Java program'],
    apply: onFirstSentence((sentence, rng) => {
      const [, before = '', language = '', noun = '', after = ''] = new RegExp(`^(write|create|implement|develop|generate|design|construct) an? (${LANGUAGES}) (function|program|script|method|class)\\b(.*)$`, 'i').exec(sentence.body) ?? [];
      return noun === '' ? null : `${rng.pick(['Using', 'In'])} ${language}, ${before.toLowerCase()} ${articleBefore(noun)} ${noun}${after}${sentence.final}`;
    }),
  },
  {
    id: 'head-verb',
    family: 'head',
    weight: 4,
    description: 'The verb of a command is exchanged for one that asks the same.',
    examples: [
      ['Generate a Java program that monitors traffic.', 'Write a Java program that monitors traffic.'],
      ['Display all running processes', 'Show all running processes'],
      ['Summarize the main ideas of input validation.', 'Sum up the main ideas of input validation.'],
    ],
    refuses: ['Generate interest in the product', 'I will display all processes'],
    apply: onFirstSentence((sentence, rng) => {
      for (const [pattern, replacements] of HEAD_VERBS) {
        const found = pattern.exec(sentence.body)?.[1];
        if (found === undefined) continue;
        const replacement = rng.pick(replacements.filter((other) => other.toLowerCase() !== found.toLowerCase()));
        if (imperativeVerb(sentence.body) === null && !/^(?:make|get|let)/i.test(found)) return null;
        return (sentence.casual ? replacement : upperFirst(replacement)) + sentence.body.slice(found.length) + sentence.final;
      }
      return null;
    }),
  },
  {
    id: 'requirement-modal',
    family: 'phrase',
    weight: 2,
    description: 'A requirement on a thing to be made is worded with another modal.',
    examples: [['The script should include a help option.', 'The script needs to include a help option.']],
    refuses: ['The script should not fail.'],
    apply: onAnySentence((sentence, rng) => {
      const [whole = '', subject = '', verb = ''] = /^((?:The|Your) (?:\w+ ){0,2}?(?:script|program|function|system|code|application|app|tool|class|method|output|answer|response|story|mechanism|comments)) (should|must) (?!not\b|only\b|never\b|be\b|also\b|then\b)/.exec(sentence.body) ?? [];
      if (whole === '') return null;
      const plural = /s$/.test(subject) && !/ss$/.test(subject);
      const others = verb === 'should' ? [plural ? 'need to' : 'needs to', 'must'] : [plural ? 'need to' : 'needs to', plural ? 'have to' : 'has to'];
      return `${subject} ${rng.pick(others)} ${sentence.body.slice(whole.length)}${sentence.final}`;
    }),
  },
  {
    id: 'fixed-phrase',
    family: 'phrase',
    weight: 2,
    description: 'A fixed expression is exchanged for an equal one.',
    examples: [
      ['Explain it in order to help students.', 'Explain it to help students.'],
      ['find files more than 5 days old', 'find files over 5 days old'],
    ],
    refuses: ['Put the files in order'],
    apply: onAnySentence((sentence, rng) => {
      const fitting = FIXED_PHRASES.filter(([pattern]) => pattern.test(sentence.body));
      if (fitting.length === 0) return null;
      const [pattern, replacement] = rng.pick(fitting);
      return sentence.body.replace(pattern, replacement) + sentence.final;
    }),
  },
];

const LANGUAGES = 'Python|JavaScript|Java|C\\+\\+|C#|C|Ruby|PHP|Go|Rust|Kotlin|Swift|TypeScript|Perl|SQL|Scala|MATLAB|Bash|PowerShell|Haskell|R';
const EXPANDABLE = /\b(files|directories|folders|objects|symlinks|links|processes|items) (modified|changed|accessed|created|updated|older|newer|larger|bigger|smaller|named|owned|located|stored) (?=(?:more|less|in|on|within|between|before|after|during|exactly|than|by|under|at|\d|[\uE000-\uF8FF]))/;
const ACTIVE_RELATIVE =
  /\b(programs?|scripts?|functions?|methods?|class|system|tool|application|command|lines|files|directories|folders|words|query|mechanism|algorithm|names) (?:that|which) (implements|takes|returns|accepts|uses|prints|checks|calculates|monitors|converts|determines|finds|counts|removes|changes|generates|performs|handles|computes|reads|contains?|starts?|ends?|begins?|matches|match|sorts|blocks|detects|displays|allows) /;

const HEAD_VERBS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(write|create|generate|develop)(?= an? (?:[\w+#-]+ ){0,3}(?:program|script|function|application|app|class|method|regex|query|tool)\b)/i, ['write', 'create', 'generate', 'develop', 'implement']],
  [/^(write|create|compose)(?= an? (?:[\w-]+ ){0,3}(?:poem|story|song|letter|essay|speech|dialogue|monologue|FAQ)\b)/i, ['write', 'create', 'compose']],
  [/^(describe|explain)(?= (?:how|why|what)\b)/i, ['describe', 'explain']],
  [/^(summarize|summarise)/i, ['sum up', 'give a summary of', 'provide a summary of']],
  [/^(explain)(?= (?!how|why|what|whether|that|to|if|in|me\b))/i, ['give an explanation of', 'provide an explanation of']],
  [/^(paraphrase|rephrase|reword)/i, ['paraphrase', 'rephrase', 'reword']],
  [/^(identify|point out)(?= (?:common|the|some|any))/i, ['identify', 'point out', 'name']],
  [/^(suggest|propose)(?= (?!that\b))/i, ['suggest', 'propose', 'come up with']],
  [/^(give|provide)(?= (?:an?|the|some|two|three|\d) )/i, ['give', 'provide']],
  [/^(list)(?= (?:a few|some|several|the (?:main|top|key|best)) )/i, ['give', 'name', 'list out']],
  [/^(tell me)(?= (?:what|how|when|where|if|whether|why|who)\b)/i, ['let me know']],
  [/^(give me)(?= (?:an?|the|some)\b)/i, ['provide me with', 'get me']],
  [/^(search|look)(?= for\b)/i, ['search', 'look']],
  [/^(search)(?= (?:the|all|in|through)\b)/i, ['look through']],
  [/^(find|locate)(?= (?:all|the|any|every|files|directories|folders|out)\b(?! out))/i, ['find', 'locate', 'search for']],
  [/^(display|show|print)(?= (?:all|the|a|each|only|files|lines|first|last)\b)/i, ['display', 'show', 'output']],
  [/^(delete|remove)(?= (?:all|the|any|every|each|files|my|this|that|it)\b)/i, ['delete', 'remove']],
  [/^(make)(?= (?:an? )?(?:new )?(?:directory|directories|folder)\b)/i, ['create']],
  [/^(create)(?= (?:an? )?(?:new )?(?:directory|directories|folder|file)\b)/i, ['make']],
  [/^(calculate|compute)/i, ['calculate', 'compute', 'work out']],
  [/^(execute|run)(?= (?:the|a|all|this|command|script|[\uE000-\uF8FF]))/i, ['execute', 'run']],
  [/^(convert)(?= .+ (?:to|into) )/i, ['transform']],
];

const FIXED_PHRASES: readonly (readonly [RegExp, string])[] = [
  [/ in order to /, ' to '],
  [/ such as /, ' like '],
  [/ more than (?=\d|[\uE000-\uF8FF])/, ' over '],
  [/^Make sure (?:that )?/, 'Ensure that '],
  [/^Ensure (?:that )?/, 'Make sure that '],
  [/ as well as /, ' and '],
  [/ under the current directory(?! tree)(?= |$)/, ' below the current directory'],
  [/ in the current directory(?! tree)(?= |$)/, ' in the current folder'],
  [/ in the current folder(?= |$)/, ' in the current directory'],
  [/ in the entire file system/, ' in the whole file system'],
  [/ a few /, ' some '],
  [/ as soon as possible/, ' as quickly as possible'],
  [/ right now$/, ' at the moment'],
  [/ a couple of /, ' a few '],
  [/ give advice on /, ' offer advice on '],
  [/ would you recommend/, ' would you suggest'],
  [/ would you suggest/, ' would you recommend'],
];

function replacing(pattern: RegExp, replacement: string): RestructuringRule['apply'] {
  return onAnySentence((sentence) => {
    const replaced = sentence.body.replace(pattern, replacement);
    return replaced === sentence.body ? null : replaced + sentence.final;
  });
}
