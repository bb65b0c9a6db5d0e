import type { Rng } from '../../domain/rng.ts';
import { remembered } from '../remembered.ts';

/**
 * A deterministic rewriting of one line of prose. `apply` sees the line with protected spans masked and answers the
 * rewritten line, or null when the rule's pattern is not there. Examples and refusals are run as tests: some seed gives
 * each output, and no seed rewrites what is refused.
 */
export interface RestructuringRule {
  readonly id: string;
  /** Rules of one family exclude each other in a combination: two greetings make no better prompt. */
  readonly family: RuleFamily;
  readonly description: string;
  /** How often the rule is drawn against others that fit, relative to 1. */
  readonly weight: number;
  readonly examples: readonly (readonly [input: string, output: string])[];
  /** Inputs near the rule's pattern that it must leave alone. */
  readonly refuses: readonly string[];
  readonly apply: (line: string, rng: Rng) => string | null;
}

export type RuleFamily = 'speech-act' | 'register' | 'head' | 'role' | 'order' | 'phrase' | 'contraction' | 'statement' | 'opening' | 'closing';

/** A rewriting of one sentence (`body` without its final punctuation) that answers the whole new sentence, or null. */
export type SentenceRewrite = (sentence: Sentence, rng: Rng) => string | null;

export interface Sentence {
  readonly body: string;
  /** The final punctuation: `.`, `?`, `!`, `:`, `...`, or empty. */
  readonly final: string;
  /** Lower-case start: the writer's casual register, kept in what is added. */
  readonly casual: boolean;
}

/** Applies a rewriting to the first sentence of a line that it fits. */
export function onAnySentence(rewrite: SentenceRewrite): RestructuringRule['apply'] {
  return (line, rng) => {
    const sentences = sentencesOf(line);
    for (const [index, { sentence }] of sentences.entries()) {
      const rewritten = rewrite(sentence, rng);
      if (rewritten !== null) return sentences.map((other, i) => (i === index ? rewritten : other.text) + other.gap).join('');
    }
    return null;
  };
}

/** Applies a rewriting to the first sentence of a line only. */
export function onFirstSentence(rewrite: SentenceRewrite): RestructuringRule['apply'] {
  return (line, rng) => {
    const [first, ...rest] = sentencesOf(line);
    if (!first) return null;
    const rewritten = rewrite(first.sentence, rng);
    return rewritten === null ? null : rewritten + first.gap + rest.map((other) => other.text + other.gap).join('');
  };
}

const sentencesOf = remembered((line: string) => splitSentences(line).map(({ text, gap }) => ({ text, gap, sentence: parseSentence(text) })));

/** Sentences with the blanks after them; `e.g.`, `Mr.` and the like end none. */
export function splitSentences(line: string): { text: string; gap: string }[] {
  const sentences: { text: string; gap: string }[] = [];
  let from = 0;
  if (!/[.?!]["')]?\s/.test(line)) return [{ text: line, gap: '' }];
  for (const boundary of line.matchAll(SENTENCE_END)) {
    sentences.push({ text: line.slice(from, boundary.index), gap: boundary[0] });
    from = boundary.index + boundary[0].length;
  }
  if (from < line.length) sentences.push({ text: line.slice(from), gap: '' });
  return sentences;
}

export function parseSentence(text: string): Sentence {
  const final = /(?:[.?!]+|:)$/.exec(text)?.[0] ?? '';
  return { body: text.slice(0, text.length - final.length).trimEnd(), final, casual: /^[a-z]/.test(text) };
}

/**
 * Fills a template's `{}` and keeps the sentence's register: a casual writer gets no capitals and no added punctuation.
 * `mark` is the punctuation the new form calls for.
 */
export function render(sentence: Sentence, template: string, filling: string, mark: '.' | '?' | 'keep'): string {
  const [before = '', after = ''] = template.split('{}');
  const frame = sentence.casual ? before.replace(/\bI\b/g, 'i').toLowerCase() : before;
  const body = frame + (before === '' ? filling : lowerFirst(filling)) + after;
  return (sentence.casual ? body : upperFirst(body)) + finalMark(sentence, mark);
}

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Lower-cases the first letter of an ordinary word; names, acronyms and `I` keep theirs. */
export function lowerFirst(text: string): string {
  return /^(?:[A-Z][a-z]|A\s)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

export function wordCount(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

const SENTENCE_END = /(?<=[.?!]["')]?)(?<!\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|No|approx)\.)\s+(?=["'(]?[A-Z\uE000-\uF8FF])/g;

function finalMark(sentence: Sentence, mark: '.' | '?' | 'keep'): string {
  const { final, casual } = sentence;
  if (mark === 'keep' || final === ':' || final.length > 1) return final;
  if (final === '') return mark === '?' && !casual ? '?' : '';
  return mark === '.' && final === '!' ? '!' : mark;
}
