import { z } from 'zod';
import type { ReportedPrompt } from '../activities/engine/intake.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';
import { problemsOf } from '../schemas/problems.ts';

/** A reported prompt and the line it came from, counted from 1. */
export interface PromptLine {
  readonly line: number;
  readonly prompt: ReportedPrompt;
}

/**
 * Prompts from JSON lines; empty lines are passed over. Messages name lines and fields, never what a customer wrote.
 * @throws HoneError HONE_INVALID_INPUT that lists the first malformed lines.
 */
export function parsePromptLines(text: string, name: string): PromptLine[] {
  const lines = text.split('\n').map((content, index) => ({ line: index + 1, content: content.trim() }));
  const parsed = lines.filter(({ content }) => content !== '').map(({ line, content }) => parseLine(line, content));
  const problems = parsed.flatMap((result) => ('problems' in result ? result.problems : []));
  if (problems.length > 0) throw malformed(name, problems);
  if (parsed.length === 0) throw invalidInput('file', name, 'It has no lines; write one {"text": "…"} a line.');
  return parsed.flatMap((result) => ('prompt' in result ? [result] : []));
}

/** The same limits as `POST /v1/false-positives`. */
const promptSchema = z.strictObject({
  text: z.string().min(1).max(20_000),
  source: z.string().min(1).max(100).exactOptional(),
  category: z.string().min(1).max(100).exactOptional(),
});

const MOST_PROBLEMS = 10;

function malformed(name: string, problems: readonly string[]): HoneError {
  const more = problems.length > MOST_PROBLEMS ? [`  and ${problems.length - MOST_PROBLEMS} more`] : [];
  return new HoneError('HONE_INVALID_INPUT', [`${name}: nothing was stored, because these lines are malformed:`, ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`), ...more].join('\n'));
}

function parseLine(line: number, content: string): PromptLine | { readonly problems: readonly string[] } {
  const json = jsonOf(content);
  if (json === undefined) return { problems: [`line ${line} is not JSON. Write {"text": "…", "source": "…", "category": "…"}; the last two are optional.`] };
  const result = promptSchema.safeParse(json);
  return result.success ? { line, prompt: result.data } : { problems: problemsOf(promptSchema, withheld(json), result.error).map((problem) => `line ${line}: ${problem}`) };
}

/** Undefined where it is none: JSON has no undefined. */
function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** The same fields, without what stands in them. */
function withheld(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return '(withheld)';
  return Object.fromEntries(Object.keys(json).map((key) => [key, '(withheld)']));
}
