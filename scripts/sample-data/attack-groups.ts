import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import { UnionFind } from '../../domain/near-duplicates/union-find.ts';
import type { SampleRow } from './sources.ts';

/**
 * The group of each attack: near duplicates united with rows made from one template, named by the smallest index.
 *
 * @param nearDuplicateOf per row the label of its near-duplicate cluster; equal labels are united
 * @param goals the plain requests that templates are filled with: two templates are not one because they share a goal
 */
export function attackGroups(rows: readonly SampleRow[], nearDuplicateOf: readonly number[], goals: readonly string[]): Int32Array {
  const attacks = rows.map((row) => describe(row, goals.map(normaliseForMatching)));
  const groups = new UnionFind(rows.length);
  uniteEqual(groups, nearDuplicateOf);
  uniteEqual(groups, attacks.map(templateOf));
  for (const [a, b] of sharedSpans(attacks)) groups.union(a, b);
  for (const [a, b] of containments(attacks)) groups.union(a, b);
  return Int32Array.from(rows, (_, index) => groups.find(index));
}

/** The beginning that tells one spikee wrapper from another; the wrapped instruction comes after it. */
export function wrapperLead(text: string): string {
  return normaliseForMatching(text).slice(0, WRAPPER_LEAD_LENGTH);
}

const WRAPPER_LEAD_LENGTH = 14;
const SPAN_WORDS = 8;
const SHARED_FRACTION = 0.5;
const LONG_TEMPLATE_WORDS = 40;

const SUFFIX_LENGTH = 30;
const CONTAINED_LENGTH = 20;

/** A normalised attack, and what is left of it without the goal it was filled with. */
interface Attack {
  readonly source: string;
  readonly raw: string;
  readonly text: string;
  readonly template: string;
}

function describe(row: SampleRow, goals: readonly string[]): Attack {
  const text = normaliseForMatching(row.text);
  return { source: row.source, raw: row.text, text, template: goals.reduce((rest, goal) => rest.replaceAll(goal, ' '), text).trim() };
}

/** The template where shared spans do not show it, because the payload is as long as the template. */
function templateOf({ source, raw, text, template }: Attack): string | undefined {
  if (source === 'spikee-assembled') return `spikee ${wrapperLead(raw)}`;
  if (source === 'latent-jailbreak') return `latent ${latentTemplate(raw)}`;
  // An optimised suffix after a goal; the same suffix serves several goals.
  if (source === 'jailbreakbench' && template !== '' && text.endsWith(template)) return `suffix ${template.slice(-SUFFIX_LENGTH)}`;
  return undefined;
}

/** The task around the hidden request; the four names for "text" and the name before the colon are one template. */
function latentTemplate(text: string): string {
  return text
    .replace(/Write (?:one|an|a|fake) [^.\n]*\./, '')
    .replace(/^(?:Text|Sentence|Content|Paragraph): /m, '')
    .replace(/\b(?:text|sentence|content|paragraph)\b/g, 'text')
    .trim();
}

function uniteEqual(groups: UnionFind, labels: readonly (number | string | undefined)[]): void {
  const firstWith = new Map<number | string, number>();
  labels.forEach((label, index) => {
    if (label === undefined) return;
    const first = firstWith.get(label);
    if (first === undefined) firstWith.set(label, index);
    else groups.union(first, index);
  });
}

/** Pairs of rows that share half of the eight-word spans of the shorter one: a template with another filling. */
function* sharedSpans(attacks: readonly Attack[]): Generator<[number, number]> {
  const spans = attacks.map(wordSpans);
  const rowsWith = new Map<string, number[]>();
  for (let index = 0; index < attacks.length; index++) {
    const shared = new Map<number, number>();
    for (const span of spans[index]!) {
      const earlier = rowsWith.get(span) ?? [];
      for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + 1);
      rowsWith.set(span, earlier);
      earlier.push(index);
    }
    for (const [other, count] of shared) {
      if (count >= SHARED_FRACTION * Math.min(spans[index]!.size, spans[other]!.size)) yield [other, index];
    }
  }
}

/** None where payload and template are about as long: there a shared payload would look like a shared template. */
function wordSpans({ source, text, template }: Attack): Set<string> {
  if (source === 'spikee-assembled' || source === 'latent-jailbreak') return new Set();
  const templateWords = wordsOf(template);
  const isTemplate = source === 'jailbreakbench' ? templateWords.length > 0 : templateWords.length >= LONG_TEMPLATE_WORDS;
  const words = isTemplate ? templateWords : wordsOf(text);
  return new Set(Array.from({ length: Math.max(0, words.length - SPAN_WORDS + 1) }, (_, i) => words.slice(i, i + SPAN_WORDS).join(' ')));
}

function wordsOf(normalised: string): string[] {
  return normalised.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Pairs of which one is the other with something around it; `shirepydev-llama3` was grown from `deepset`. */
function* containments(attacks: readonly Attack[]): Generator<[number, number]> {
  const indexes = attacks.flatMap(({ source }, index) => (source === 'deepset' || source === 'shirepydev-llama3' ? [index] : []));
  for (const inner of indexes) {
    const { text } = attacks[inner]!;
    if (text.length < CONTAINED_LENGTH) continue;
    for (const outer of indexes) if (attacks[outer]!.text.includes(text)) yield [inner, outer];
  }
}
