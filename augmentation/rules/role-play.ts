import { onAnySentence, onFirstSentence, parseSentence, splitSentences, upperFirst, wordCount, lowerFirst } from './rule.ts';
import type { RestructuringRule } from './rule.ts';
import { isImperative } from './verbs.ts';

/** Role-play prompts: the ways to say who the assistant is to be. */
export const ROLE_PLAY_RULES: readonly RestructuringRule[] = [
  {
    id: 'role-frame',
    family: 'role',
    weight: 5,
    description: 'One role-play frame is exchanged for another.',
    examples: [
      ['Act as a travel guide.', 'Take on the role of a travel guide.'],
      ['Imagine you are an alien who has just landed on Earth.', 'Pretend you are an alien who has just landed on Earth.'],
      ['You are a sommelier. Recommend a wine.', 'Act as a sommelier. Recommend a wine.'],
      ['I want you to act as a Linux terminal.', 'Please act as a Linux terminal.'],
    ],
    refuses: ['I act as if it were nothing.'],
    apply: onFirstSentence((sentence, rng) => {
      const role = parseRole(sentence.body);
      if (!role) return null;
      const frames = [...(role.clausal ? CLAUSAL_FRAMES : []), ...(role.nominal ? NOMINAL_FRAMES : []), ...(role.statement ? ['You are {}'] : [])];
      const others = frames.filter((frame) => !sentence.body.toLowerCase().startsWith(frame.replace('{}', '').toLowerCase()));
      if (others.length === 0) return null;
      const frame = rng.pick(others);
      return (sentence.casual ? frame.toLowerCase() : frame).replace('{}', () => role.role) + sentence.final;
    }),
  },
  {
    id: 'role-as-fronting',
    family: 'role',
    weight: 3,
    description: 'A role in a sentence of its own moves into the request.',
    examples: [
      ['You are a nutritionist. Suggest a vegan breakfast.', 'As a nutritionist, suggest a vegan breakfast.'],
      ['Imagine you are a pilot. How would you calm a nervous passenger?', 'As a pilot, how would you calm a nervous passenger?'],
    ],
    refuses: ['You are late. Hurry up.'],
    apply: (line) => {
      const [first, second, ...rest] = splitSentences(line);
      if (!first || !second || rest.length > 2) return null;
      const role = parseRole(parseSentence(first.text).body);
      if (!role?.nominal || !/^(?:an?|the) /i.test(role.role) || /,|\b(?:who|that|and)\b/.test(role.role) || wordCount(role.role) > 9) return null;
      const request = parseSentence(second.text).body;
      if (!isImperative(request) && !/^(?:how|what|which|why) (?:would|do|can|should|are|is) you\b/i.test(request)) return null;
      return `As ${lowerFirst(role.role)}, ${lowerFirst(second.text)}${second.gap}${rest.map((other) => other.text + other.gap).join('')}`;
    },
  },
  {
    id: 'role-as-expansion',
    family: 'role',
    weight: 3,
    description: 'A role in front of the request gets a sentence of its own.',
    examples: [['As a job interviewer, assess the candidate for the post.', 'You are a job interviewer. Assess the candidate for the post.']],
    refuses: ['As a result, write the file again.'],
    apply: onFirstSentence((sentence, rng) => {
      const [, role = '', request = ''] = /^As (an? [^,]+), (.+)$/.exec(sentence.body) ?? [];
      if (role === '' || wordCount(role) > 9 || /^a (?:result|reminder|matter|rule|consequence)\b/.test(role)) return null;
      if (!isImperative(request) && !/^(?:how|what|which|why) would you\b/i.test(request)) return null;
      return `${rng.pick(['You are {}', 'Imagine you are {}', 'Act as {}', 'Pretend you are {}']).replace('{}', () => role)}. ${upperFirst(request)}${sentence.final}`;
    }),
  },
  {
    id: 'role-request-join',
    family: 'order',
    weight: 2,
    description: 'The role sentence and the command after it become one sentence.',
    examples: [['Imagine you are a space explorer. Describe an unusual planet.', 'Imagine you are a space explorer and describe an unusual planet.']],
    refuses: ['Imagine that. Then do it.'],
    apply: (line) => {
      const [first, second, ...rest] = splitSentences(line);
      if (!first || !second) return null;
      const frame = parseSentence(first.text);
      if (frame.final !== '.' || !/^(?:imagine|pretend|act as|take|assume the|role-?\s?play)\b/i.test(frame.body) || wordCount(frame.body) > 16) return null;
      if (/,/.test(frame.body) || !isImperative(parseSentence(second.text).body)) return null;
      return `${frame.body} and ${lowerFirst(second.text)}${second.gap}${rest.map((other) => other.text + other.gap).join('')}`;
    },
  },
  {
    id: 'role-request-split',
    family: 'order',
    weight: 3,
    description: 'A role and a command joined by "and" become two sentences.',
    examples: [['Take the role of a chef, and propose a menu.', 'Take the role of a chef. Propose a menu.']],
    refuses: ['Imagine a world of fire and ice'],
    apply: onFirstSentence((sentence) => {
      const [, frame = '', request = ''] = /^((?:imagine|pretend|act as|take (?:on )?the role|assume the|role-?\s?play)\b[^,]*?),? and ([a-z].+)$/i.exec(sentence.body) ?? [];
      return frame !== '' && isImperative(request) ? `${frame}. ${upperFirst(request)}${sentence.final}` : null;
    }),
  },
  {
    id: 'role-task-wording',
    family: 'statement',
    weight: 2,
    description: 'The usual phrases of an assistant persona are exchanged for equal ones.',
    examples: [
      ['You are tasked with writing a short guide.', 'Your assignment is writing a short guide.'],
      ['Your task is to review the report.', 'Your job is to review the report.'],
      ['I will ask questions and you will answer.', "I'll ask questions and you will answer."],
    ],
    refuses: ['Your task list is empty.'],
    apply: onAnySentence((sentence, rng) => {
      for (const [pattern, replacements] of PERSONA_PHRASES) {
        if (pattern.test(sentence.body)) return sentence.body.replace(pattern, rng.pick(replacements)) + sentence.final;
      }
      return null;
    }),
  },
];

interface Role {
  readonly role: string;
  /** Fits "imagine you are ...". */
  readonly clausal: boolean;
  /** Fits "act as ...". */
  readonly nominal: boolean;
  /** Fits "You are ..." by itself. */
  readonly statement: boolean;
}

const CLAUSAL_FRAMES = ['Imagine you are {}', 'Imagine that you are {}', 'Pretend you are {}', 'Suppose you are {}', "Imagine you're {}", 'Pretend that you are {}'];
const NOMINAL_FRAMES = ['Act as {}', 'Take on the role of {}', 'Take the role of {}', 'Assume the role of {}', 'Play the role of {}', 'Roleplay as {}', 'I want you to act as {}', "I'd like you to act as {}", 'Please act as {}', 'Pretend to be {}'];
const PERSONA_PHRASES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^You (?:are|have been) tasked with /, ['Your assignment is ', 'You have been given the task of ', 'You are responsible for ']],
  [/^Your task is to /, ['Your job is to ', 'You need to ', 'You are asked to ']],
  [/^Your goal is to /, ['Your aim is to ', 'Your objective is to ', 'You aim to ']],
  [/^I will provide you with /, ["I'll give you ", 'I will give you ']],
  [/^I will ask /, ["I'll ask "]],
  [/^You will (?=help|create|provide|assist|write|act)/, ["You'll ", 'You are going to ']],
  [/^My first request is /, ['My first question is ', 'Here is my first request: ']],
];

const CLAUSE = /^(?:please )?(?:imagine|pretend|suppose|assume)(?: that)? (?:you are|you're) (.+)$/i;
const NOMINAL = /^(?:(?:please )?act as(?: if you (?:are|were))?|(?:i want you to|i'd like you to|i would like you to|i need you to) act as|(?:please )?take (?:on )?the role of|assume the role of|play the role of|role-?\s?play as|(?:please )?pretend to be) (.+)$/i;

function parseRole(body: string): Role | null {
  const clause = CLAUSE.exec(body)?.[1];
  if (clause !== undefined) return { role: clause, clausal: true, nominal: isSimpleRole(clause), statement: !hasCommand(clause) && isSimpleRole(clause) };
  const statement = /^You(?: are|'re) ((?:an?|the) .+|[A-Z][a-z]+ .+|[A-Z][a-z]+)$/.exec(body)?.[1];
  if (statement !== undefined) return { role: statement, clausal: true, nominal: isSimpleRole(statement), statement: false };
  const role = NOMINAL.exec(body)?.[1];
  // Without an article ("Act as Project Manager") only the nominal frames read well.
  if (role !== undefined) return { role, clausal: /^(?:an?|the) /i.test(role), nominal: true, statement: /^(?:an?|the) /i.test(role) && !hasCommand(role) };
  return null;
}

/** A noun phrase without a finite clause of its own. */
function isSimpleRole(role: string): boolean {
  return /^(?:an?|the|[A-Z])/.test(role) && wordCount(role) <= 14 && !/[,;:]|\band (?:you|have|are|is|were|must|need|want)\b|\b(?:you|your)\b|^(?:an? )?(?:in|at|on)\b/.test(role);
}

function hasCommand(role: string): boolean {
  const [, , command = ''] = /(,| and| to) (?:and )?([a-z]+ .+)$/.exec(role) ?? [];
  return isImperative(command);
}
