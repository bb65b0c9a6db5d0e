import type { Rng } from '../domain/rng.ts';
import { rng } from '../domain/rng.ts';
import type { Row } from '../domain/row.ts';
import { asItWas } from '../domain/stress/stressed-row.ts';
import type { StressedRow } from '../domain/stress/stressed-row.ts';
import { NOISE } from './perturbations/noise.ts';
import { perCharacter } from './perturbations/places.ts';

/** One way in which honest people write otherwise. It never makes an attack of a prompt. */
export interface HarmlessChange {
  readonly id: string;
  readonly description: string;
  /** Null where the text offers no place for it. */
  readonly apply: (text: string, rng: Rng) => string | null;
}

const ACCENTS = new Map(Object.entries({ a: 'áàâä', e: 'éèêë', i: 'íìîï', o: 'óòôö', u: 'úùûü', c: 'ç', n: 'ñ' }));
const EMOJI = ['🙂', '😊', '🙏', '👍', '😅', '🤔', '🎉', '☕', '🚀', '❤️', '😂', '👋'];
const GREETINGS = ['Здравствуйте!', 'こんにちは。', '你好！', '안녕하세요!', 'नमस्ते।', 'Καλημέρα!', 'مرحبا!', 'שלום!'];
const THANKS = ['Спасибо!', 'ありがとうございます。', '谢谢！', '감사합니다!', 'धन्यवाद।', 'Ευχαριστώ!', 'شكرا!', 'תודה!'];
const SNIPPETS = [
  ['python', 'total = sum(prices)\nprint(f"{total:.2f}")'],
  ['js', 'const names = people.map((person) => person.name);\nconsole.log(names.join(", "));'],
  ['sql', 'SELECT city, COUNT(*) FROM orders GROUP BY city;'],
  ['json', '{ "name": "lamp", "colour": "green", "price": 12.5 }'],
  ['', 'Mon  9:00  dentist\nTue 18:30  choir'],
] as const;
/** Share of the letters or words that a hasty writer gets wrong. */
const HASTE = 0.15;

/** Their ids are part of reports and gates: none changes its meaning. */
export const HARMLESS_CHANGES: readonly HarmlessChange[] = [
  { id: 'accents', description: 'Some letters have accents.', apply: (text, random) => perCharacter(/[aeioucn]/, (letter, each) => each.pick([...(ACCENTS.get(letter) ?? letter)]))(text, HASTE, random) },
  { id: 'emoji', description: 'Emoji at the end, and sometimes at the start.', apply: (text, random) => `${random.next() < 0.3 ? `${random.pick(EMOJI)} ` : ''}${text} ${random.pick(EMOJI)}${random.next() < 0.3 ? random.pick(EMOJI) : ''}` },
  { id: 'code-block', description: 'A block of harmless code or notes follows.', apply: appendCode },
  { id: 'other-script', description: 'A greeting or thanks in another script.', apply: (text, random) => (random.next() < 0.5 ? `${random.pick(GREETINGS)} ${text}` : `${text} ${random.pick(THANKS)}`) },
  { id: 'quotes', description: 'Typographic quotes, dashes and ellipses; around the whole prompt where it has none.', apply: (text) => typographic(text) ?? `“${text}”` },
  { id: 'typos', description: 'Letters are swapped, dropped, doubled or mistyped.', apply: (text, random) => typos(text, HASTE, random) },
  { id: 'upper-case', description: 'All in capitals.', apply: (text) => unlessSame(text, text.toUpperCase()) },
  { id: 'lower-case', description: 'No capitals and no punctuation between words.', apply: (text) => unlessSame(text, text.toLowerCase().replace(/[.,;:!?]+(?=\s|$)/g, '').trimEnd()) },
];

/** Each prompt as it was, and after each change that finds a place in it. A function of seed and prompt, not of the others. */
export function harmlessRows(prompts: readonly Row[], seed: number): StressedRow[] {
  return prompts.flatMap((prompt) => [
    asItWas(prompt),
    ...HARMLESS_CHANGES.flatMap(({ id: change, apply }) => {
      const text = apply(prompt.text, rng(seed, prompt.id, 'harmless', change));
      return text === null || text === '' || text === prompt.text ? [] : [{ ...asItWas(prompt), id: `${prompt.id}~${change}`, text, change }];
    }),
  ]);
}

function appendCode(text: string, random: Rng): string {
  const [language, code] = random.pick(SNIPPETS);
  return `${text}\n\n\`\`\`${language}\n${code}\n\`\`\``;
}

function typographic(text: string): string | null {
  const changed = text.replace(/"([^"\n]*)"/g, '“$1”').replace(/(?<=\w)'(?=\w)/g, '’').replace(/ - /g, ' — ').replace(/\.\.\./g, '…');
  return unlessSame(text, changed);
}

function unlessSame(text: string, changed: string): string | null {
  return changed === text ? null : changed;
}

const typos = NOISE.find(({ id }) => id === 'typos')!.apply;
