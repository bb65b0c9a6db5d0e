import type { Rng } from '../domain/rng.ts';
import { isEnglish } from './english.ts';
import type { AugmentationMethod, Variation } from './method.ts';
import { proseLine } from './prose-line.ts';
import type { ProseLine } from './prose-line.ts';
import { RULES } from './rules/index.ts';
import type { RestructuringRule } from './rules/rule.ts';

/**
 * Sentence restructuring: deterministic rules on the prose of a prompt, alone or two of different families combined.
 * Code, quotations and the payload lines below an instruction stay as they are. Empty for text that is not English.
 */
export const restructuring: AugmentationMethod = (source, count, rng) => {
  const line = isEnglish(source.text) ? proseLine(source.text) : null;
  if (!line) return [];
  // Thanks belong at the end of a prompt, not between an instruction and its payload.
  const rules = line.closes ? RULES : RULES.filter((rule) => rule.family !== 'closing');
  const fitting = rules.filter((rule) => rule.apply(line.text, rng) !== null);
  if (fitting.length === 0) return [];
  const made = new Map<string, Variation>();
  const seen = new Set([normal(line.text)]);
  for (let failures = 0; made.size < count && failures < MAX_FAILURES; ) {
    const variation = combine(line, rules, fitting, made.size >= fitting.length ? 0.8 : 0.5, rng);
    const key = variation && normal(variation.text);
    if (!key || seen.has(key)) {
      failures += 1;
      continue;
    }
    failures = 0;
    seen.add(key);
    const text = line.restore(variation.text);
    made.set(text, { text, detail: variation.detail });
  }
  return [...made.values()];
};

/** Draws without a new text after which the source is taken to be exhausted. */
const MAX_FAILURES = 16;

/** One rule, and with probability `pairing` a second of another family on its result. */
function combine(line: ProseLine, rules: readonly RestructuringRule[], fitting: readonly RestructuringRule[], pairing: number, rng: Rng): Variation | null {
  const first = draw(fitting, rng);
  const once = first.apply(line.text, rng);
  if (once === null) return null;
  if (rng.next() >= pairing) return { text: once, detail: first.id };
  const others = rules.filter((rule) => rule.family !== first.family);
  const fittingOthers = fitting.filter((rule) => rule.family !== first.family);
  const second = fittingOthers.length > 0 && rng.next() < 0.8 ? draw(fittingOthers, rng) : draw(others, rng);
  const twice = second.apply(once, rng);
  return twice === null ? { text: once, detail: first.id } : { text: twice, detail: `${first.id}+${second.id}` };
}

function draw(rules: readonly RestructuringRule[], rng: Rng): RestructuringRule {
  let left = rng.next() * rules.reduce((sum, rule) => sum + rule.weight, 0);
  return rules.find((rule) => (left -= rule.weight) < 0) ?? rng.pick(rules);
}

/** Case and final punctuation alone make no new training row for an uncased model. */
function normal(text: string): string {
  return text.toLowerCase().replace(/[\s.,;:?!]+/g, ' ').trim();
}
