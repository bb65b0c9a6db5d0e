import type { Completion, CompletionRequest } from './ports/language-model.ts';
import type { LlmPrice } from './profile.ts';
import type { Spent } from './providers.ts';

/** Whether a call is made at once or in a batch: batches have prices of their own. */
export type AskedBy = 'direct' | 'batch';

/** The most that one call can cost. No token is shorter than a byte, so bytes bound the tokens of any tokenizer. */
export function ceilingOf(request: CompletionRequest, price: LlmPrice | undefined, askedBy: AskedBy): Spent {
  const { instructions, input, answer } = request;
  const bytes = utf8Bytes(instructions) + utf8Bytes(input) + utf8Bytes(answer.name) + utf8Bytes(JSON.stringify(answer.schema));
  return costOf({ inputTokens: bytes + ENVELOPE_TOKENS, outputTokens: request.maxOutputTokens }, price, askedBy);
}

/** What one call's tokens cost. A model without batch prices costs the same in a batch; one without a price is free. */
export function costOf({ inputTokens, outputTokens }: Pick<Spent, 'inputTokens' | 'outputTokens'>, price: LlmPrice | undefined, askedBy: AskedBy): Spent {
  const input = (askedBy === 'batch' ? price?.batchInput : undefined) ?? price?.input ?? 0;
  const output = (askedBy === 'batch' ? price?.batchOutput : undefined) ?? price?.output ?? 0;
  return { calls: 1, inputTokens, outputTokens, money: (inputTokens * input + outputTokens * output) / 1e6 };
}

export const NOTHING_SPENT: Spent = { calls: 0, inputTokens: 0, outputTokens: 0, money: 0 };

/** What a completion costs: its tokens where the provider says them, else the ceiling; and a ceiling for each attempt that was lost. */
export function completionCost({ usage, lost = 0 }: Pick<Completion, 'usage' | 'lost'>, ceiling: Spent, price: LlmPrice | undefined, askedBy: AskedBy): Spent {
  return addSpent(usage ? costOf(usage, price, askedBy) : ceiling, times(ceiling, lost));
}

/** The same call, made so often. */
export function times({ calls, inputTokens, outputTokens, money }: Spent, count: number): Spent {
  return { calls: calls * count, inputTokens: inputTokens * count, outputTokens: outputTokens * count, money: money * count };
}

export function addSpent(a: Spent, b: Spent): Spent {
  return { calls: a.calls + b.calls, inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens, money: a.money + b.money };
}

/** Roles, separators and what providers wrap around a schema. */
const ENVELOPE_TOKENS = 256;

/** Without TextEncoder, which the workflow sandbox lacks types for. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
