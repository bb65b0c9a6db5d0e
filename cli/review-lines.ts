import { z } from 'zod';
import { textHashOf } from '../activities/engine/reviews.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { DECISIONS } from '../domain/review-decisions.ts';
import type { ReviewDecision } from '../domain/review-decisions.ts';
import { problemsOf } from '../schemas/problems.ts';
import type { OpenDoubt } from './open-doubts.ts';

/** A doubt as a line of the file that a person fills in: `decision` is empty until then. */
export function reviewLine({ textHash, stage, doubt: { text, label, score, reason, source, category } }: OpenDoubt): string {
  return `${JSON.stringify({ decision: '', label, score, reason, text, source, category, stage, textHash })}\n`;
}

/**
 * Decisions from the lines of such a file; empty lines and lines without a decision are passed over. Messages repeat decisions and
 * hashes, never what a customer wrote.
 * @throws HoneError HONE_INVALID_INPUT that lists the first bad lines.
 */
export function parseReviewLines(content: string, name: string): ReviewDecision[] {
  const lines = content.split('\n').map((text, index) => ({ line: index + 1, text: text.trim() }));
  const parsed = lines.filter(({ text }) => text !== '').map(({ line, text }) => parseLine(line, text));
  const filled = parsed.flatMap((each) => (typeof each === 'object' && 'entry' in each ? [each] : []));
  const problems = [...parsed.flatMap((each) => ('problems' in each ? each.problems : [])), ...contradictions(filled)];
  if (problems.length > 0) throw refused(name, problems);
  return filled.flatMap(({ entry: { textHash, decision } }) => (decision === '' ? [] : [{ textHash, decision }]));
}

const lineSchema = z.strictObject({
  decision: z.enum(['', ...DECISIONS], { error: `Write ${DECISIONS.join(', ')}, or leave it empty.` }),
  textHash: z.string().regex(/^[0-9a-f]{64}$/, 'Leave it as it was exported: 64 hex digits.'),
  text: z.string().exactOptional(),
  label: z.unknown().optional(),
  score: z.unknown().optional(),
  reason: z.unknown().optional(),
  source: z.unknown().optional(),
  category: z.unknown().optional(),
  stage: z.unknown().optional(),
});

interface Filled {
  readonly line: number;
  readonly entry: z.output<typeof lineSchema>;
}

function parseLine(line: number, content: string): Filled | { readonly problems: readonly string[] } {
  const json = jsonOf(content);
  if (json === undefined) return { problems: [`line ${line} is not JSON. Leave the lines as they were exported, with a decision filled in.`] };
  const { success, data, error } = lineSchema.safeParse(json);
  if (!success) return { problems: problemsOf(lineSchema, withheld(json), error).map((problem) => `line ${line}: ${problem}`) };
  if (data.text !== undefined && textHashOf(data.text) !== data.textHash) return { problems: [`line ${line}: ${invalidInput('textHash', data.textHash, 'The text of this line is another one; export again.').message}`] };
  return { line, entry: data };
}

/** Two lines that say different things of one text. */
function contradictions(filled: readonly Filled[]): string[] {
  const first = new Map<string, Filled>();
  return filled.flatMap((each) => {
    const { line, entry: { textHash, decision } } = each;
    const before = first.get(textHash);
    if (decision === '') return [];
    if (!before) first.set(textHash, each);
    return before && before.entry.decision !== decision ? [`line ${line}: ${invalidInput('decision', decision, `Line ${before.line} says ${before.entry.decision} of the same text; keep one.`).message}`] : [];
  });
}

/** Undefined where it is none: JSON has no undefined. */
function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The same fields, without what stands in those that hold a customer's words. */
function withheld(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return '(withheld)';
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, key === 'decision' || key === 'textHash' ? value : '(withheld)']));
}

const MOST_PROBLEMS = 10;

function refused(name: string, problems: readonly string[]): HoneError {
  const more = problems.length > MOST_PROBLEMS ? [`  and ${problems.length - MOST_PROBLEMS} more`] : [];
  return new HoneError('HONE_INVALID_INPUT', [`${name}: nothing was decided, because these lines are wrong:`, ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`), ...more].join('\n'));
}
