import { invalidInput } from '../domain/errors.ts';

/**
 * False positives by category from one option: a count for each of the taxonomy's `categories` in their order, `1797,1073,802,507`, or
 * pairs, `Semantic Jailbreak=1073,Other=507`. What is no number stays text, so that the schema says what is wrong with it.
 * @throws HoneError HONE_INVALID_INPUT
 */
export function categoryCounts(option: string, categories: readonly string[]): Record<string, number | string> {
  const parts = option.split(',').map((part) => part.trim());
  if (parts.some((part) => part.includes('='))) return Object.fromEntries(distinct(option, parts.map((part) => pair(option, part))));
  if (parts.length !== categories.length) throw invalidInput('falsePositives', option, `Write ${categories.length} counts (${categories.join(', ')}), or name=count pairs.`);
  return Object.fromEntries(categories.map((category, index) => [category, numberOr(parts[index] ?? '')]));
}

/** Prompts of each class from one option, benign first: `30000,2000`. @throws HoneError HONE_INVALID_INPUT */
export function classCounts(option: string): Record<'benign' | 'malicious', number | string> {
  const [benign, malicious, ...more] = option.split(',').map((part) => numberOr(part.trim()));
  if (benign === undefined || malicious === undefined || more.length > 0) throw invalidInput('certification', option, 'Write two counts with a comma between, benign prompts first, for example 30000,2000.');
  return { benign, malicious };
}

/** A number where the text is one, else the text. */
export function numberOr(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function pair(option: string, part: string): [string, number | string] {
  const at = part.lastIndexOf('=');
  if (at < 1) throw invalidInput('falsePositives', option, `"${part}" is no pair: write name=count, for example Other=507.`);
  return [part.slice(0, at).trim(), numberOr(part.slice(at + 1).trim())];
}

function distinct(option: string, pairs: [string, number | string][]): [string, number | string][] {
  const twice = pairs.find(([name], index) => pairs.findIndex(([other]) => other === name) < index);
  if (twice) throw invalidInput('falsePositives', option, `Name ${twice[0]} once.`);
  return pairs;
}
