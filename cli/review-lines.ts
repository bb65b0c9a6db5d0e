import { z } from 'zod';
import { textHashOf } from '../activities/engine/reviews.ts';
import { invalidInput } from '../domain/errors.ts';
import { DECISIONS } from '../domain/review-decisions.ts';
import type { Decision, ReviewDecision } from '../domain/review-decisions.ts';
import { linesError, parseJsonLines } from './json-lines.ts';
import type { JsonLine } from './json-lines.ts';
import type { OpenDoubt } from './open-doubts.ts';

/** A doubt as a line of the file that a person fills in: `decision` is empty until then. */
export function reviewLine({ textHash, stage, doubt: { text, label, score, reason, source, category } }: OpenDoubt): ReviewLine {
  return { decision: '', label, score, reason, text, source, category, stage, textHash };
}

/**
 * Decisions from the lines of such a file; empty lines and lines without a decision are passed over. Messages repeat decisions and
 * hashes, never what a customer wrote.
 * @throws HoneError HONE_INVALID_INPUT that lists the first bad lines.
 */
export function parseReviewLines(content: string, name: string): ReviewDecision[] {
  const { lines, problems } = parseJsonLines(content, lineSchema, 'Leave the lines as they were exported, with a decision filled in.', ['decision', 'textHash']);
  const all = [...problems, ...otherTexts(lines), ...contradictions(lines)];
  if (all.length > 0) throw linesError(name, all, 'nothing was decided');
  return lines.flatMap(({ value: { textHash, decision } }) => (decision === '' ? [] : [{ textHash, decision }]));
}

/** Only hash and decision are needed; what else was exported is for the person who reads it. */
const lineSchema = z.strictObject({
  decision: z.custom<Decision | ''>((value) => value === '' || DECISIONS.some((decision) => decision === value), `Write ${DECISIONS.join(', ')}, or leave it empty.`),
  textHash: z.string().regex(/^[0-9a-f]{64}$/, 'Leave it as it was exported: 64 hex digits.'),
  text: z.string().exactOptional(),
  label: z.string().exactOptional(),
  score: z.number().exactOptional(),
  reason: z.string().exactOptional(),
  source: z.string().exactOptional(),
  category: z.string().exactOptional(),
  stage: z.string().exactOptional(),
});

export type ReviewLine = z.output<typeof lineSchema>;

/** Lines whose text is not the one that is decided on. */
function otherTexts(lines: readonly JsonLine<ReviewLine>[]): string[] {
  const changed = lines.filter(({ value: { text, textHash } }) => text !== undefined && textHashOf(text) !== textHash);
  return changed.map(({ line, value: { textHash } }) => `line ${line}: ${invalidInput('textHash', textHash, 'The text of this line is another one; export it again.').message}`);
}

/** Lines that say of a text what an earlier line does not. */
function contradictions(lines: readonly JsonLine<ReviewLine>[]): string[] {
  const first = new Map<string, JsonLine<ReviewLine>>();
  const problems: string[] = [];
  for (const each of lines.filter(({ value: { decision } }) => decision !== '')) {
    const { line, value: { textHash, decision } } = each;
    const before = first.get(textHash);
    if (!before) first.set(textHash, each);
    else if (before.value.decision !== decision) problems.push(`line ${line}: ${invalidInput('decision', decision, `Line ${before.line} says ${before.value.decision} of the same text; keep one.`).message}`);
  }
  return problems;
}
