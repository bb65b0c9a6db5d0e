import { z } from 'zod';
import type { Completion, TokenUsage } from '../../domain/ports/language-model.ts';

/** What an answered request came to; undefined when the body is no completion at all, as a proxy's page is not. */
export function openAiCompletion(body: unknown): Completion | undefined {
  const parsed = BODY.safeParse(body);
  if (!parsed.success) return undefined;
  const usage = usageOf(parsed.data.usage);
  const [choice] = parsed.data.choices;
  if (choice?.message?.refusal) return { outcome: 'refusal', usage };
  if (choice?.finish_reason === 'content_filter') return { outcome: 'content-filter', usage };
  if (choice?.finish_reason === 'length') return { outcome: 'truncated', usage };
  const answer = parsedJson(choice?.message?.content ?? '');
  return answer === undefined ? { outcome: 'malformed-json', usage } : { outcome: 'answer', answer, usage };
}

/**
 * What a refused request came to where the refusal is about this text alone: a filter on prompts, or a prompt that does not fit.
 * Undefined for every other refusal. Usage is unknown: Azure bills filtered prompts.
 */
export function refusedCompletion(status: number | undefined, error: unknown): Completion | undefined {
  if (status !== 400 && status !== 413 && status !== 422) return undefined;
  const { code, message } = REFUSAL.safeParse(error).data ?? {};
  if (typeof code === 'string' && FILTERED.has(code)) return { outcome: 'content-filter', usage: null };
  if (status === 413 || code === 'context_length_exceeded' || TOO_LONG.test(message ?? '')) return { outcome: 'truncated', usage: null };
  return undefined;
}

const BODY = z.object({
  choices: z.array(z.object({ finish_reason: z.string().nullish(), message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish() })),
  usage: z.unknown().optional(),
});
const USAGE = z.object({ prompt_tokens: z.int().nonnegative(), completion_tokens: z.int().nonnegative() });
const REFUSAL = z.object({ code: z.unknown().optional(), message: z.string().nullish() });

/** `invalid_prompt`: OpenAI's reasoning models, of prompts that seem to break the rules of use. */
const FILTERED: ReadonlySet<string> = new Set(['content_filter', 'content_policy_violation', 'invalid_prompt']);
/** Compatible servers have no code for it. */
const TOO_LONG = /\bcontext (?:length|size|window)\b/i;

function usageOf(usage: unknown): TokenUsage | null {
  const { data } = USAGE.safeParse(usage);
  return data ? { inputTokens: data.prompt_tokens, outputTokens: data.completion_tokens } : null;
}

/** Models without structured output like to think aloud first, and to fence their JSON. */
function parsedJson(content: string): unknown {
  const spoken = content.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim();
  const text = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(spoken)?.[1] ?? spoken;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
