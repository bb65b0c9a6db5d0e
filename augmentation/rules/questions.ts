import { inflectVerb } from '../inflection.ts';
import { onAnySentence, onFirstSentence, render, wordCount } from './rule.ts';
import type { RestructuringRule, Sentence } from './rule.ts';
import { imperativeVerb } from './verbs.ts';

/** Questions: asked, embedded in a request, or announced. */
export const QUESTION_RULES: readonly RestructuringRule[] = [
  {
    id: 'question-embedded',
    family: 'speech-act',
    weight: 3,
    description: 'A wh-question with a pronoun subject becomes a request to be told.',
    examples: [
      ['Where can I find my statement?', "I'd like to know where I can find my statement."],
      ['how much do i owe on my card', 'can you tell me how much i owe on my card'],
      ['What does it mean?', 'Tell me what it means.'],
      ['What is the weather like in Rome?', 'Can you tell me what the weather is like in Rome?'],
      ['how much does the ticket cost', 'tell me how much the ticket costs'],
      ['How many calories are in an apple?', "I'd like to know how many calories are in an apple."],
    ],
    apply: onAnySentence((sentence, rng) => {
      const clause = uninvert(sentence.body) ?? uninvertNoun(sentence.body);
      if (clause === null) return null;
      const asking = / you /.test(clause) ? ASKING.filter((template) => !template.startsWith('Do you know')) : ASKING;
      return askFor(sentence, clause, rng.pick(asking));
    }),
  },
  {
    id: 'yes-no-question-embedded',
    family: 'speech-act',
    weight: 3,
    description: 'A yes-or-no question with a pronoun subject becomes a request to know whether.',
    examples: [
      ['Is there a fee for transfers?', "I'd like to know if there is a fee for transfers."],
      ['do you take credit cards', 'can you tell me if you take credit cards'],
    ],
    apply: onFirstSentence((sentence, rng) => {
      const [, auxiliary = '', subject = '', rest = ''] = YES_NO.exec(sentence.body) ?? [];
      if (rest === '' || /,| or not$|^(?:know|think|have any idea|mind)\b/.test(rest) || (/^(?:can|could|would|will)$/i.test(auxiliary) && /^you$/i.test(subject))) return null;
      const clause = declarative(auxiliary, subject, rest);
      return clause === null ? null : askFor(sentence, `${rng.pick(['if', 'whether'])} ${clause}`, rng.pick(ASKING_WHETHER));
    }),
  },
  {
    id: 'definition-embedded',
    family: 'speech-act',
    weight: 3,
    description: 'A "what is" question about a short noun phrase becomes a request for it.',
    examples: [
      ['What is the capital of France?', 'Tell me the capital of France.'],
      ['What are the top tech news headlines today?', 'Give me the top tech news headlines today.'],
      ["what's my credit limit", 'tell me what my credit limit is'],
      ['What is a firewall?', 'Explain what a firewall is.'],
    ],
    apply: onAnySentence((sentence, rng) => {
      const match = /^what(?:'s| is| (are|was|were)) (.+)$/i.exec(sentence.body);
      const noun = match?.[2] ?? '';
      const verb = match?.[1]?.toLowerCase() ?? 'is';
      if (!isPlainNounPhrase(noun)) return null;
      if (/^(?:the|some) /i.test(noun) && /is|are/.test(verb)) return askFor(sentence, noun, rng.pick(ASKING_NOUN));
      if (wordCount(noun) > 5 || /\b(?:right|now|today|currently|tomorrow|tonight|for|in|at|on|from|to|the|with|\w+ing|\w+ed)\b/i.test(noun.replace(/^\w+ /, ''))) return null;
      return askFor(sentence, `what ${noun} ${verb}`, rng.pick(/^an? /i.test(noun) ? EXPLAINING : ASKING));
    }),
  },
  {
    id: 'how-to-reframed',
    family: 'speech-act',
    weight: 3,
    description: 'A question how to do something is asked another way.',
    examples: [
      ['How do I reset my PIN?', 'What is the best way to reset my PIN?'],
      ['How to parse JSON in Python', 'How can I parse JSON in Python?'],
      ['how can i change my address', 'what do i need to do to change my address'],
    ],
    apply: onFirstSentence((sentence, rng) => {
      const [, opening = '', phrase = ''] = /^(how (?:do|can|could|should|would|might) (?:i|we)|how to) (?:best )?(.+)$/i.exec(sentence.body) ?? [];
      if (phrase === '' || /^(?:know|get to|look|feel|say|tell)\b/.test(phrase) || /\bin order\b/.test(phrase)) return null;
      const title = /^how to$/i.test(opening);
      const questions = ['What is the best way to {}', "What's the way to {}", 'What do I need to do to {}', title ? 'How do I {}' : 'How would I {}', title ? 'How can I {}' : 'What should I do to {}'];
      return rng.next() < 0.65
        ? render(sentence, rng.pick(questions), phrase, '?')
        : render(sentence, rng.pick(["I'd like to know how to {}", 'Can you explain how to {}', 'Tell me how to {}', 'Show me how to {}', 'I want to know how to {}']), phrase, '.').replace(/^(Can you .*)\.$/i, '$1?');
    }),
  },
  {
    id: 'request-to-question',
    family: 'speech-act',
    weight: 2,
    description: 'A request to be told how, or about something, becomes the question itself.',
    examples: [
      ['Tell me how to renew my passport.', 'How do I renew my passport?'],
      ['tell me about visas', 'what can you tell me about visas'],
    ],
    apply: onAnySentence((sentence, rng) => {
      const [, kind = '', rest = ''] = /^(?:please )?(?:tell|show) me (how to|about) (.+)$/i.exec(sentence.body) ?? [];
      if (rest === '') return null;
      const template = kind.toLowerCase() === 'about' ? 'What can you tell me about {}' : rng.pick(['How do I {}', 'How can I {}']);
      return render(sentence, template, rest, '?');
    }),
  },
  {
    id: 'question-announced',
    family: 'opening',
    weight: 0.7,
    description: 'A question is announced before it is asked.',
    examples: [['Why is my transfer still pending?', 'Quick question: why is my transfer still pending?']],
    apply: (line, rng) => {
      const match = /^(?:what|why|how|when|where|who|which|is|are|do|does|did|can i|can we|will|should|was|were)(?:'s)? [^\n]{8,}\?$/i.exec(line);
      if (!match || /^(?:how|what) about|^how to/i.test(line)) return null;
      return `${rng.pick(['Quick question: ', 'I have a question: ', 'Just wondering, ', 'I have a quick question: '])}${line.charAt(0).toLowerCase()}${line.slice(1)}`;
    },
  },
];

const ASKING = ["I'd like to know {}", 'Tell me {}', 'Can you tell me {}?', 'Could you tell me {}?', 'Please tell me {}', 'I want to know {}', 'Do you know {}?'] as const;
const ASKING_WHETHER = ["I'd like to know {}", 'Can you tell me {}?', 'Could you tell me {}?', 'Please tell me {}', 'I want to know {}', 'I was wondering {}', 'Do you know {}?'] as const;
const ASKING_NOUN = ['Tell me {}', 'Give me {}', "I'd like to know {}", 'Can you tell me {}?', 'Could you give me {}?', 'Please tell me {}'] as const;
const EXPLAINING = ['Explain {}', 'Can you explain {}?', 'Tell me {}', 'Please explain {}'] as const;

const YES_NO = /^(can|could|will|would|should|is|are|was|were|do|have|has|am) (i|we|you|it|they|there|he|she) (?!please\b)(.+)$/i;
const WH = /^((?:what|where|when|why|how|who|which)(?: (?:much|many|long|often|far|soon|kind of \w+|type of \w+|time|\w+s))?) (can|could|should|will|would|must|may|do|does|is|are|was|were|am|have|has) (i|we|you|it|they|he|she) (.+)$/i;

const DOES = /^(what|how much|how long|how often|when|where|why|how) does ((?:the|my|your|a|an|this) \S+(?: \S+){0,3}?) (mean|cost|take|start|end|open|close|work|need|look|happen|expire|arrive|leave|charge|last|say)((?: [^,?]*)?)$/;

/** "Where can I find X" gives "where I can find X"; null when the subject is no pronoun. */
function uninvert(body: string): string | null {
  const [, wh = '', auxiliary = '', subject = '', rest = ''] = WH.exec(body) ?? [];
  // A question that goes on after a comma, or "what do I do", needs more than its subject moved.
  if (rest === '' || /,/.test(rest) || (/^how$/i.test(wh) && /^do$/i.test(auxiliary) && /^(?:i|we)$/i.test(subject)) || /^(?:do|say|think|feel|know)\b/i.test(rest) || / (?:about|like)$/i.test(wh)) return null;
  const clause = declarative(auxiliary, subject, rest);
  return clause === null ? null : `${wh.charAt(0).toLowerCase()}${wh.slice(1)} ${clause}`;
}

/** Noun subjects, in the few frames where the noun phrase's end is certain; null otherwise. */
function uninvertNoun(body: string): string | null {
  const lowered = body.charAt(0).toLowerCase() + body.slice(1);
  const like = /^(what|how)(?: is|'s|’s) (the .+?|my .+?) (like(?: .*)?)$/.exec(lowered);
  if (like && !/,|[?.]/.test(lowered)) return `${like[1]} ${like[2]} is ${like[3]}`;
  const does = DOES.exec(lowered);
  const verb = does?.[3] === undefined ? null : inflectVerb(does[3], 'third-person');
  if (does && verb !== null) return `${does[1]} ${does[2]} ${verb}${does[4] ?? ''}`;
  // Here the question word is the subject, or part of it, and nothing moves.
  return /^how (?:many|much) [a-z ]+? (?:are|is) (?:there|in|on|left|available|needed|required)\b[^,?]*$/.test(lowered) || /^(?:who|which \w+) (?:won|wrote|invented|has|makes|offers) [^,?]+$/.test(lowered) ? lowered : null;
}

function declarative(auxiliary: string, subject: string, rest: string): string | null {
  const pronoun = /^i$/i.test(subject) ? subject : subject.toLowerCase();
  const verb = auxiliary.toLowerCase();
  if (verb === 'do') return `${pronoun} ${rest}`;
  if (verb !== 'does') return `${pronoun} ${verb} ${rest}`;
  const [main = '', ...others] = rest.split(' ');
  const inflected = inflectVerb(main, 'third-person');
  return inflected === null ? null : [pronoun, inflected, ...others].join(' ');
}

/** A noun phrase that can follow "tell me": no verb of its own, no second clause. */
function isPlainNounPhrase(phrase: string): boolean {
  if (!/^(?:the|my|your|our|an?|some|[a-z]+) /i.test(`${phrase} `) || wordCount(phrase) > 12 || /[,;:?]/.test(phrase)) return false;
  if (/^(?:\w+ed|needed|it|this|that|he|she|they|you|i|we|there|your name|happening|going|wrong|up|new|a good|an? (?:good|better)|the (?:point|use|deal)|considered|called|meant)\b/i.test(phrase)) return false;
  return !/\b(?:is|are|was|were|doing|going|like|supposed|used|called|due|about|made|looking|trying|\w+n't)\b/i.test(phrase) && imperativeVerb(phrase) === null;
}

function askFor(sentence: Sentence, clause: string, template: string): string {
  const question = template.endsWith('?');
  return render(sentence, question ? template.slice(0, -1) : template, clause, question ? '?' : '.');
}
