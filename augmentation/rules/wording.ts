import { onAnySentence, onFirstSentence, lowerFirst } from './rule.ts';
import type { RestructuringRule } from './rule.ts';

/** Contractions, statements of need, greetings and thanks. */
export const WORDING_RULES: readonly RestructuringRule[] = [
  {
    id: 'contraction',
    family: 'contraction',
    weight: 2,
    description: 'An auxiliary or negation is contracted.',
    examples: [
      ['I am not able to log in and I would like help.', "I'm not able to log in and I'd like help."],
      ['It does not work', "It doesn't work"],
    ],
    refuses: ['Tell me where I am'],
    apply: (line) => changed(line, CONTRACTIONS.reduce((text, [pattern, short]) => text.replace(pattern, short), line)),
  },
  {
    id: 'expansion',
    family: 'contraction',
    weight: 2,
    description: 'Contractions are written out.',
    examples: [["I can't see what's on my card", 'I cannot see what is on my card']],
    refuses: ["Why can't I log in?"],
    apply: (line) => changed(line, EXPANSIONS.reduce((text, [pattern, long]) => text.replace(pattern, long), line)),
  },
  {
    id: 'need-wording',
    family: 'statement',
    weight: 4,
    description: 'A wish or need is worded another way.',
    examples: [
      ['I want to change my PIN.', "I'd like to change my PIN."],
      ['i need to cancel my order', 'i have to cancel my order'],
      ["I'm looking for a cheap hotel.", "I'm searching for a cheap hotel."],
    ],
    refuses: ['how long do i need to wait'],
    apply: onAnySentence((sentence, rng) => {
      for (const [pattern, wordings] of NEEDS) {
        if (!pattern.test(sentence.body)) continue;
        const replaced = sentence.body.replace(pattern, (_, subject: string) => rng.pick(wordings).replace('I', subject));
        return replaced + sentence.final;
      }
      return null;
    }),
  },
  {
    id: 'register-formal',
    family: 'register',
    weight: 4,
    description: 'Casual spellings and short forms are written out.',
    examples: [
      ['i wanna book a flight asap', 'i want to book a flight as soon as possible'],
      ['Pls send me the invoice.', 'Please send me the invoice.'],
    ],
    refuses: ['I want to book a flight.', 'play wanna be starting something'],
    apply: (line) => (/^(?:please )?play\b/i.test(line) ? null : changed(line, FORMAL.reduce((text, [pattern, formal]) => text.replace(pattern, formal), line))),
  },
  {
    id: 'register-casual',
    family: 'register',
    weight: 1.5,
    description: 'A casual writer gets casual short forms.',
    examples: [['i want to cancel my order as soon as possible', 'i wanna cancel my order asap']],
    refuses: ['I want to cancel my order.', 'what do you want to know'],
    // In a prompt with capitals or full stops "wanna" is another writer's word.
    apply: (line) => (/[A-Z.]/.test(line) ? null : changed(line, CASUAL.reduce((text, [pattern, casual]) => text.replace(pattern, casual), line))),
  },
  {
    id: 'greeting',
    family: 'opening',
    weight: 0.5,
    description: 'A greeting opens the prompt.',
    examples: [['My card was declined.', 'Hello, my card was declined.']],
    refuses: ['Thanks for the help', 'help, my account is blocked'],
    apply: onFirstSentence((sentence, rng) => {
      if (/^(?:hi|hello|hey|dear|thanks?|thank|good (?:morning|evening|day)|yes|no|ok|okay|sure|yeah|great)\b|^help[,!]/i.test(sentence.body) || !GREETABLE.test(sentence.body)) return null;
      const greeting = rng.pick(['Hi, ', 'Hello, ', 'Hey, ']);
      const body = GREETED_LOWER.test(sentence.body) ? lowerFirst(sentence.body) : sentence.body;
      return (sentence.casual ? greeting.toLowerCase() : greeting) + body + sentence.final;
    }),
  },
  {
    id: 'thanks',
    family: 'closing',
    weight: 0.5,
    description: 'Thanks close the prompt.',
    examples: [['Can you move my appointment?', 'Can you move my appointment? Thanks!']],
    refuses: ['Thank you for the card.', 'can you mail it to me please'],
    apply: (line, rng) => {
      if (/\bthank|:$|please[.?!]?$/i.test(line) || !THANKABLE.test(line)) return null;
      if (/[.?!]$/.test(line)) return `${line} ${rng.pick(['Thanks!', 'Thank you.', 'Thanks in advance.', 'Thank you!'])}`;
      return /^[a-z]/.test(line) ? `${line}, ${rng.pick(['thanks', 'thank you'])}` : `${line}. ${rng.pick(['Thanks!', 'Thank you.'])}`;
    },
  },
];

/** Never at the end of a clause: "tell me where I am" has no short form. */
const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(I) am (?=\w)/gi, "$1'm "],
  [/\b(I|you|we|they) have (?=been|already|tried|lost|received|forgotten|made|noticed|had)/gi, "$1've "],
  [/\b(I|we|you) would (?=like|love|prefer|rather)/gi, "$1'd "],
  [/\b(you|we|they) are (?=(?:an?|the|not|going|looking|trying) )/gi, "$1're "],
  [/\b(it|that|there) is (?=(?:an?|the|not|no|too|very|still) )/gi, "$1's "],
  [/\b(I|you|we|they|it) will (?=\w)/gi, "$1'll "],
  [/\b(do|does|did|is|are|was|were|has|have|would|could|should) not (?=\w)/gi, "$1n't "],
  [/\bcan(?:not| not) (?=\w)/gi, "can't "],
  [/^(what|where|who|how) is (?=(?:an?|the|my|your) \w+ )/i, "$1's "],
];

const EXPANSIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(I)'m\b/gi, '$1 am'],
  [/\b(I|you|we|they)'ve\b/gi, '$1 have'],
  [/\b(I|we|you)'d (?=like|love|prefer)/gi, '$1 would '],
  [/\b(you|we|they)'re\b/gi, '$1 are'],
  [/\b(I|you|we|they|it)'ll\b/gi, '$1 will'],
  [/(?<!\bwhy |\bhow )\b(do|does|did|is|are|was|were|has|have|would|could|should)n't (?!(?:I|you|we|they|he|she|it|my|the|this)\b)/gi, '$1 not '],
  [/(?<!\bwhy |\bhow )\bcan't (?!(?:I|you|we|they|he|she|it|my|the|this)\b)/gi, 'cannot '],
  [/\b(what|where|how|who|when)'s (?=(?:an?|the|my|your|our|on|in|up|going|wrong)\b)/gi, '$1 is '],
  [/\b(it|that|there)'s (?!been|got|\w+ed\b)/gi, '$1 is '],
];

const FORMAL: readonly (readonly [RegExp, string])[] = [
  [/\b([Ii]|you|we|they) wanna (?=\w)/g, '$1 want to '],
  [/\b(am|'m|are|'re|is|'s) gonna (?=\w)/gi, '$1 going to '],
  [/\b([Ii]|you|we)(?:'ve)? gotta (?=\w)/g, '$1 have to '],
  [/\blemme (?=\w)/g, 'let me '],
  [/\bLemme (?=\w)/g, 'Let me '],
  [/\bgimme (?=\w)/g, 'give me '],
  [/\bpls\b/g, 'please'],
  [/\bPls\b/g, 'Please'],
  [/\basap\b/gi, 'as soon as possible'],
  [/\binfo\b/g, 'information'],
  [/(?<=[.?!,] |^)([Tt])hanks(?=[.!]|$)/g, '$1hank you'],
];

const CASUAL: readonly (readonly [RegExp, string])[] = [
  [/\b(i) want to (?=(?!know\b)[a-z])/g, '$1 wanna '],
  [/\b(i'm|i am) going to (?=(?:be|go|need|have|make|take|get|do|visit|travel)\b)/g, "i'm gonna "],
  [/\bas soon as possible\b/g, 'asap'],
  [/\binformation\b(?! (?:technology|security|system))/g, 'info'],
  [/(?<=^|, )thank you(?=$|,)/g, 'thanks'],
];

/** Only where a clause starts: in "the booking I need to cancel" or "do I want" the frame does not fit. */
const NEEDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) (?:want|wish) to (?=\w)/i, ["I'd like to ", 'I would like to ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) would like to (?=\w)/i, ["I'd like to ", 'I want to ', 'I wish to ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I)'d like to (?=(?!know)\w)/i, ['I want to ', 'I would like to ', 'I wish to ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) need to (?=(?!know)\w)/i, ['I have to ', "I've got to "]],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I)(?:'m| am) looking for (?=\w)/i, ["I'm searching for ", "I'm trying to find ", 'I need to find ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I)(?:'m| am) trying to find (?=\w)/i, ["I'm looking for ", "I'm searching for "]],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) want (?=(?:an?|some|the|my) )/i, ["I'd like ", 'I would like ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) need (?=(?:an?|some) )/i, ["I'd like ", 'I would like ', 'I want ']],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) have a question about /i, ['I want to ask about ', "I've got a question about "]],
  [/(?<=^|[,;] |\b(?:and|but|so|because|if) )(I) would like (?=(?:an?|some|the) )/i, ['I want ', "I'd like "]],
];

const GREETABLE = /^(?:can|could|would|will|what|what's|how|why|when|where|who|which|is|are|do|does|did|i|i'm|i'd|i've|my|please|there|tell|give|show|help)\b/i;
const GREETED_LOWER = /^(?!I\b|I')/;
const THANKABLE = /^(?:(?:hi|hello|hey)[,!] )?(?:can|could|would|will|please|i need|i want|i'd like|i would like|help|tell me|give me|show me|find|how (?:do|can)|where can)\b/i;

function changed(line: string, rewritten: string): string | null {
  return rewritten === line ? null : rewritten;
}
