import { inflectVerb } from '../inflection.ts';
import { lowerFirst, onAnySentence, onFirstSentence, render, wordCount } from './rule.ts';
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
    refuses: ['What do I do?', 'Why not?'],
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
    refuses: ['Can you book a table for two?', 'Is it yours or not'],
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
    refuses: ['What is my bank doing about it?', 'what is source of my money'],
    apply: onAnySentence((sentence, rng) => {
      const match = /^what(?:'s| is| (are|was|were)) (.+)$/i.exec(sentence.body);
      const noun = match?.[2] ?? '';
      const verb = match?.[1]?.toLowerCase() ?? 'is';
      if (!isPlainNounPhrase(noun)) return null;
      if (/^(?:the|some) /i.test(noun) && /is|are/.test(verb)) return askFor(sentence, noun, rng.pick(ASKING_NOUN));
      // "What is source of my money" wants its article before anything else moves.
      if (/^(?!(?:the|my|your|our|an?|some) ).* of /i.test(noun)) return null;
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
    refuses: ['How do I look?'],
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
    refuses: ['Tell me a joke.'],
    apply: onAnySentence((sentence, rng) => {
      const [, kind = '', rest = ''] = /^(?:please )?(?:tell|show) me (how to|about) (.+)$/i.exec(sentence.body) ?? [];
      if (rest === '') return null;
      const template = kind.toLowerCase() === 'about' ? 'What can you tell me about {}' : rng.pick(['How do I {}', 'How can I {}']);
      return render(sentence, template, rest, '?');
    }),
  },
  {
    id: 'reason-question',
    family: 'speech-act',
    weight: 4,
    description: 'A question why becomes one for the reason, or the other way round.',
    examples: [
      ['Why was I charged twice?', "What's the reason I was charged twice?"],
      ['Why is my card not working?', 'How come my card is not working?'],
      ['What is the reason my transfer was declined?', 'Why was my transfer declined?'],
    ],
    refuses: ['Why not use a list?', 'What is the reason for that?', 'Why did the top-up fail?', 'Why is my transfer stuck on pending?', 'Why does it still charge me?', 'Why was I charged and what do I do now?'],
    apply: onFirstSentence((sentence, rng) => {
      const [, subject = '', auxiliary = '', behind = ''] = /^what(?: is|'s) the reason (?:that |why )?((?:my|the) [\w-]+(?: [\w-]+)??|i) (was|is|are|were|has|have) (.+)$/i.exec(sentence.body) ?? [];
      if (behind !== '') return render(sentence, 'Why {}', `${auxiliary} ${subject} ${behind}`, '?');
      if (!/^why\b/i.test(sentence.body)) return null;
      const clause = uninvert(sentence.body) ?? uninvertNoun(sentence.body);
      return clause === null ? null : render(sentence, rng.pick(["What's the reason {}", 'What is the reason {}', 'How come {}']), clause.replace(/^why /, ''), '?');
    }),
  },
  {
    id: 'possibility-question',
    family: 'speech-act',
    weight: 5,
    description: 'A question whether a thing can be done is asked another way.',
    examples: [
      ['Is there a way to cancel my order?', 'Is it possible to cancel my order?'],
      ['Is it possible to pay by card?', 'Can I pay by card?'],
      ['can i use my card abroad', 'is it possible to use my card abroad'],
    ],
    refuses: ['Can I have the menu?', 'Is there a way out?', 'Can I ask you a question?'],
    apply: onAnySentence((sentence, rng) => {
      const [, opening = '', phrase = ''] = /^(is there (?:a|any) way (?:to|for me to|i can)|is it possible (?:to|for me to)|(?:can|could) i) (.+)$/i.exec(sentence.body) ?? [];
      if (phrase === '' || /^(?:have|ask|be|i|please|help|get|just|also|still|talk|speak|\w+ly)\b/i.test(phrase) || /, | or not$|\b(?:please|and|so|if)\b/.test(phrase)) return null;
      const wordings = ['Is there a way to {}', 'Is it possible to {}', 'Can I {}'].filter((other) => !other.toLowerCase().startsWith(opening.toLowerCase().slice(0, 6)));
      // "Is it possible to see my statement" may ask for what another than the writer does.
      const fitting = /\b(?:you|your)\b/i.test(phrase) ? wordings.filter((wording) => wording !== 'Can I {}') : wordings;
      return render(sentence, rng.pick(fitting), phrase, '?');
    }),
  },
  {
    id: 'question-announced',
    family: 'opening',
    weight: 0.7,
    description: 'A question is announced before it is asked.',
    examples: [['Why is my transfer still pending?', 'Quick question: why is my transfer still pending?']],
    refuses: ['How about lunch at noon?'],
    apply: (line, rng) => {
      const match = /^(?:what|why|how|when|where|who|which|is|are|do|does|did|can i|can we|will|should|was|were)(?:'s)? [^\n]{8,}\?$/i.exec(line);
      if (!match || /^(?:how|what) about|^how to/i.test(line)) return null;
      return rng.pick(['Quick question: ', 'I have a question: ', 'Just wondering, ', 'I have a quick question: ']) + lowerFirst(line);
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

/** The noun phrase ends where a participle or a plain verb of these starts; other verbs are left alone. */
const WHY_NOUN = /^why (is|was|are|were|has|have) ((?:my|the|this) (?:(?!(?:stuck|on|in|at|for|to|so|of)\b)[\w-]+ ){1,3}?)((?:not |still |being |been |still not |showing )*(?:\w+ed|pending|taking|failing|showing|working|missing|blocked|frozen|stolen))\b([^,]*)$/;
const WILL_NOUN = /^(when|how|where) (will|can|should|would) ((?:my|the|your) (?:[\w'-]+ ){1,3}?)(arrive|come|be|get|work|expire|post|clear|show|take|start|end|open|close|happen|reach|leave)\b([^,]*)$/;

/** Another question in the same sentence would stay inverted. */
const SECOND_QUESTION = /[?!]| (?:and|or|but) (?:what|why|how|when|where|who|is|are|do|does|can|will)\b/i;

/** "Where can I find X" gives "where I can find X"; null when the subject is no pronoun. */
function uninvert(body: string): string | null {
  if (SECOND_QUESTION.test(body)) return null;
  const [, wh = '', auxiliary = '', subject = '', rest = ''] = WH.exec(body) ?? [];
  // A question that goes on after a comma, or "what do I do", needs more than its subject moved.
  if (rest === '' || /,/.test(rest) || (/^how$/i.test(wh) && /^do$/i.test(auxiliary) && /^(?:i|we)$/i.test(subject)) || /^(?:do|say|think|feel|know)\b/i.test(rest) || / (?:about|like)$/i.test(wh)) return null;
  const clause = declarative(auxiliary, subject, rest);
  return clause === null ? null : `${wh.charAt(0).toLowerCase()}${wh.slice(1)} ${clause}`;
}

/** Noun subjects, in the few frames where the noun phrase's end is certain; null otherwise. */
function uninvertNoun(body: string): string | null {
  if (SECOND_QUESTION.test(body)) return null;
  const lowered = body.charAt(0).toLowerCase() + body.slice(1);
  const like = /^(what|how)(?: is|'s|’s) (the .+?|my .+?) (like(?: .*)?)$/.exec(lowered);
  if (like && !/,|[?.]/.test(lowered)) return `${like[1]} ${like[2]} is ${like[3]}`;
  const does = DOES.exec(lowered);
  const verb = does?.[3] === undefined ? null : inflectVerb(does[3], 'third-person');
  if (does && verb !== null) return `${does[1]} ${does[2]} ${verb}${does[4] ?? ''}`;
  const why = WHY_NOUN.exec(lowered);
  if (why) return `why ${why[2]}${why[1]} ${why[3]}${why[4] ?? ''}`;
  const will = WILL_NOUN.exec(lowered);
  if (will) return `${will[1]} ${will[3]}${will[2]} ${will[4]}${will[5] ?? ''}`;
  // Here the question word is the subject, or part of it, and nothing moves.
  return /^how (?:many|much) [a-z ]+? (?:are|is) (?:there|in|on|left|available|needed|required)\b[^,?]*$/.test(lowered) || /^(?:who|which \w+) (?:won|wrote|invented|has|makes|offers) [^,?]+$/.test(lowered) ? lowered : null;
}

function declarative(auxiliary: string, subject: string, rest: string): string | null {
  const pronoun = /^i$/i.test(subject) ? subject : subject.toLowerCase();
  const verb = auxiliary.toLowerCase();
  if (verb === 'do') return `${pronoun} ${rest}`;
  if (verb !== 'does') return `${pronoun} ${verb} ${rest}`;
  const [main = '', ...others] = rest.split(' ');
  // "Does it still charge": the verb to inflect comes later.
  if (/^(?:still|not|always|even|also|really|only|ever|never|just|actually|usually|often)$/.test(main)) return null;
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
