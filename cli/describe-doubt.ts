import { thousands } from '../domain/render/numbers.ts';
import type { OpenDoubt } from './open-doubts.ts';
import { beginningOf, visibleText, wrap } from './visible-text.ts';

const MOST_CHARACTERS = 1_500;
const MOST_LINES = 25;
const INDENT = '  ';

/** A doubt as a person is asked about it: where it stands, why it is doubted, and the text. */
export function describeDoubt({ doubt, stage }: OpenDoubt, number: number, total: number, columns: number): string {
  const { shown, cut } = beginningOf(visibleText(doubt.text), MOST_CHARACTERS, MOST_LINES);
  const text = wrap(shown, Math.max(20, columns - INDENT.length)).map((line) => `${INDENT}${line}`);
  const head = [`${number} of ${total}`, `labelled ${doubt.label}`, `score ${doubt.score.toFixed(3)}`, `source ${visibleText(doubt.source)}`, `from ${stage}`].join('  ');
  return [head, visibleText(doubt.reason), '', ...text, ...(cut > 0 ? [`${INDENT}… ${thousands(cut)} more characters`] : []), ''].join('\n');
}
