import { z } from 'zod';
import type { ReportedPrompt } from '../activities/engine/intake.ts';
import { invalidInput } from '../domain/errors.ts';
import { linesError, parseJsonLines } from './json-lines.ts';

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
  const { lines, problems } = parseJsonLines(text, promptSchema, 'Write {"text": "…", "source": "…", "category": "…"}; the last two are optional.');
  if (problems.length > 0) throw linesError(name, problems, 'nothing was stored');
  if (lines.length === 0) throw invalidInput('file', name, 'It has no lines; write one {"text": "…"} a line.');
  return lines.map(({ line, value }) => ({ line, prompt: value }));
}

/** The same limits as `POST /v1/false-positives`. */
const promptSchema = z.strictObject({
  text: z.string().min(1).max(20_000),
  source: z.string().min(1).max(100).exactOptional(),
  category: z.string().min(1).max(100).exactOptional(),
});
