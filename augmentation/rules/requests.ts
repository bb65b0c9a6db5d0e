import type { Rng } from '../../domain/rng.ts';
import { remembered } from '../remembered.ts';
import { onAnySentence, onFirstSentence, render, upperFirst, wordCount } from './rule.ts';
import type { RestructuringRule, Sentence } from './rule.ts';
import { baseOfThirdPerson, imperativeVerb, isImperative } from './verbs.ts';

/** Requests: the same verb phrase as a command, a question, a wish or a task. */
export const REQUEST_RULES: readonly RestructuringRule[] = [
  {
    id: 'request-as-question',
    family: 'speech-act',
    weight: 3,
    description: 'A command or wish becomes a polite question.',
    examples: [
      ['Find all files in the current directory.', 'Could you find all files in the current directory?'],
      ["I'd like you to book a table for two", 'Can you book a table for two?'],
      ['set an alarm for noon', 'could you please set an alarm for noon'],
    ],
    refuses: ['Search engine optimization basics', 'The function should return a list.', 'Copy the tree, do not create a folder.', 'Translate the text Give it in French'],
    apply: request('question', (request, sentence, rng) => {
      if (wordCount(request.phrase) > 30) return null;
      const template = rng.pick(['Could you {}', 'Can you {}', 'Could you please {}', 'Would you {}', 'Can you please {}', 'Would you please {}']);
      return render(sentence, template, request.phrase, '?');
    }),
  },
  {
    id: 'request-as-wish',
    family: 'speech-act',
    weight: 2,
    description: 'A command or question becomes a wish.',
    examples: [
      ['Could you explain how a firewall works?', "I'd like you to explain how a firewall works."],
      ['Write a poem about rain.', 'I want you to write a poem about rain.'],
    ],
    refuses: ['find command not working', 'Print the name. and then its size'],
    apply: request('wish', (request, sentence, rng) =>
      render(sentence, rng.pick(["I'd like you to {}", 'I want you to {}', 'I would like you to {}', 'I need you to {}']), request.phrase, '.'),
    ),
  },
  {
    id: 'request-with-please',
    family: 'speech-act',
    weight: 2,
    description: 'A request gains or moves its "please".',
    examples: [
      ['Delete the old backups.', 'Please delete the old backups.'],
      ['play some jazz', 'play some jazz please'],
    ],
    refuses: ['My card was declined.'],
    apply: request('please', (request, sentence, rng) => {
      const final = wordCount(request.phrase) <= 8 && !request.phrase.includes(',') && rng.next() < 0.4;
      return final ? render(sentence, sentence.casual ? '{} please' : '{}, please', upperUnlessCasual(sentence, request.phrase), '.') : render(sentence, 'Please {}', request.phrase, '.');
    }),
  },
  {
    id: 'request-bare',
    family: 'speech-act',
    weight: 3,
    description: 'A polite request becomes a plain command.',
    examples: [
      ['Can you please find me a cheap hotel?', 'Find me a cheap hotel.'],
      ['could you tell me the time', 'tell me the time'],
    ],
    refuses: ['Can you swim?'],
    apply: request('bare', (request, sentence) => render(sentence, '{}', upperUnlessCasual(sentence, request.phrase), '.')),
  },
  {
    id: 'request-as-hope',
    family: 'speech-act',
    weight: 1,
    description: 'A request becomes an indirect one.',
    examples: [['Summarize the main ideas of zero trust.', 'It would be great if you could summarize the main ideas of zero trust.']],
    refuses: ['Your card was declined.'],
    apply: request('hope', (request, sentence, rng) => {
      if (wordCount(request.phrase) > 25) return null;
      return render(sentence, rng.pick(['It would be great if you could {}', "I'd appreciate it if you could {}", 'I was hoping you could {}']), request.phrase, '.');
    }),
  },
  {
    id: 'request-as-task',
    family: 'speech-act',
    weight: 1.5,
    description: 'A command without a first person becomes a task.',
    examples: [['Generate a shell script that rotates the logs.', 'Your task is to generate a shell script that rotates the logs.']],
    refuses: ['Remind me to call my mother.', 'Answer the following question: why is it so?'],
    apply: request('task', (request, sentence, rng) => {
      if (/\b(?:me|my|i|we|us|our)\b/i.test(request.phrase) || sentence.casual || wordCount(request.phrase) < 5) return null;
      return render(sentence, rng.pick(['Your task is to {}', 'Your job is to {}', 'The task is to {}']), request.phrase, '.');
    }),
  },
  {
    id: 'request-as-help',
    family: 'speech-act',
    weight: 1,
    description: 'A request for work becomes a request for help with it.',
    examples: [['Write a FAQ about phishing.', 'Help me write a FAQ about phishing.']],
    refuses: ['Play some jazz.'],
    apply: request('help', (request, sentence, rng) => {
      if (!HELPABLE.test(request.verb) || /\b(?:me|your)\b/i.test(request.phrase)) return null;
      return rng.next() < 0.5 ? render(sentence, 'Help me {}', request.phrase, '.') : render(sentence, 'Can you help me {}', request.phrase, '?');
    }),
  },
  {
    id: 'shell-request-as-how-to',
    family: 'speech-act',
    weight: 3,
    description: 'A file-system command becomes the question how to do it.',
    examples: [
      ['Find all symbolic links under the home directory', 'How can I find all symbolic links under the home directory?'],
      ['count lines in each file', 'how do i count lines in each file'],
    ],
    refuses: ['Write a script that lists files.', 'Describe the process in detail.'],
    apply: request('how-to', (request, sentence, rng) => {
      if (!FILE_SYSTEM.test(request.phrase) || /\b(?:script|program|function|me|write|create a|generate)\b/i.test(request.phrase)) return null;
      const question = rng.pick(['How can I {}', 'How do I {}', 'What command can I use to {}', 'What is the command to {}', 'Is there a command to {}']);
      return rng.next() < 0.7
        ? render(sentence, question, request.phrase, '?')
        : render(sentence, rng.pick(['Show me how to {}', 'I need a command to {}', 'Give me a command to {}']), request.phrase, '.');
    }),
  },
  {
    id: 'third-person-to-command',
    family: 'head',
    weight: 2,
    description: 'A description in the third person becomes a command.',
    examples: [['Prints the first line of the file', 'Print the first line of the file']],
    refuses: ['Lots of files are lost'],
    apply: onFirstSentence((sentence) => {
      const [, adverb = '', verb = '', rest = ''] = /^(Recursively )?([A-Za-z]+s) (.+)$/i.exec(sentence.body) ?? [];
      const base = baseOfThirdPerson(verb);
      if (!base || /\b(?:is|are|was|were|do|does)\b/.test(rest.split(' ')[0] ?? '') || /\b(?:and|then) (?:then )?\w+s\b/.test(rest)) return null;
      if (!isImperative(`${base} ${rest}`)) return null;
      const cased = sentence.casual || adverb !== '' ? base : upperFirst(base);
      return `${adverb}${cased} ${rest}${sentence.final}`;
    }),
  },
];

interface Request {
  readonly phrase: string;
  readonly verb: string;
  readonly form: string;
}

const FORMS: readonly (readonly [form: string, pattern: RegExp])[] = [
  ['help', /^(?:(?:please |(?:can|could|would) you (?:please )?))?help me (?:to )?(.+)$/i],
  ['question', /^(?:can|could|would|will) you(?: please| kindly)? (.+?)(?:,? please)?$/i],
  ['wish', /^I(?:'d| would) like you to (.+)$/i],
  ['wish', /^I (?:want|need) you to (.+)$/i],
  ['task', /^Your (?:task|job) is to (.+)$/i],
  ['please', /^(?:please|kindly),? (.+)$/i],
  ['please', /^(.+?),? please$/i],
  ['bare', /^(.+)$/],
];

const HELPABLE = /^(?:find|write|create|plan|build|design|develop|compare|calculate|compute|convert|translate|identify|fix|debug|draft|compose|optimize|organize|solve|rewrite|summarize)$/;
const FILE_SYSTEM = /\b(?:files?|director(?:y|ies)|folders?|symlinks?|symbolic links?|processes|process ids?|permissions?|archives?|file system|subdirectories|stdout|standard (?:output|input)|tar|hostname|environment variables?)\b/i;

/** Rewrites requests that are not in the wanted form already. */
function request(form: string, rewrite: (request: Request, sentence: Sentence, rng: Rng) => string | null): RestructuringRule['apply'] {
  return onAnySentence((sentence, rng) => {
    const found = requestIn(sentence);
    return found && found.form !== form ? rewrite(found, sentence, rng) : null;
  });
}

const requestIn = remembered((sentence: Sentence): Request | null => (isOneRequest(sentence) ? parseRequest(sentence.body) : null));

/**
 * Whether a new frame would hold the whole sentence: no second sentence run into it ("do this. and that", "do this Do that"),
 * no "do not" behind a comma, and no question mark that belongs to something quoted in a command.
 */
function isOneRequest({ body, final }: Sentence): boolean {
  if (/[.?!](?:\s|["')])+\S|, (?:do not|don't|never|but|so that|otherwise)\b/i.test(body)) return false;
  if (final.includes('?') && !/^(?:can|could|would|will|please|help)\b/i.test(body)) return false;
  return ![...body.matchAll(/(?<=[a-z0-9,] )[A-Z][a-z]+ .+$/g)].some((match) => isImperative(match[0]));
}

function parseRequest(body: string): Request | null {
  for (const [form, pattern] of FORMS) {
    const phrase = pattern.exec(body)?.[1];
    if (phrase === undefined) continue;
    const verb = imperativeVerb(phrase);
    // "please" left inside the phrase, a question after it or a conditional before it would not survive the new frame.
    if (!verb || /\bplease\b|[?;]/i.test(phrase) || (form === 'help' && !HELPABLE.test(verb))) return null;
    return { phrase, verb, form };
  }
  return null;
}

function upperUnlessCasual(sentence: Sentence, phrase: string): string {
  return sentence.casual ? phrase : upperFirst(phrase);
}
