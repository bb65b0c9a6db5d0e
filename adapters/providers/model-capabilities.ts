import type { ReasoningEffort } from 'openai/resources/shared';

/** What a model understands of the chat completions API. */
export interface ModelCapabilities {
  /** How the shape of the answer is asked for: a strict schema, any JSON object, or in words only. */
  readonly structuredOutput: 'json-schema' | 'json-object' | 'instructions';
  /** Whether it takes a temperature; reasoning models refuse it. */
  readonly temperature: boolean;
  readonly limitKey: 'max_tokens' | 'max_completion_tokens';
  /** The least reasoning that it allows: tokens of thought count against the limit, and rewording needs none. */
  readonly reasoningEffort?: Exclude<ReasoningEffort, null>;
  /** Whether OpenAI and Azure take it in batches. */
  readonly batch: boolean;
}

/** The capabilities of a model by its name; Azure's deployments should bear the name of their model. */
export function modelCapabilities(model: string): ModelCapabilities {
  // Gateways put the maker before the name, fine-tuned models `ft:`; Azure writes 35 for 3.5.
  const name = model.toLowerCase().replace(/^(?:ft:|openai\/)+/, '').replace('gpt-35', 'gpt-3.5');
  return MODEL_CAPABILITIES.find(({ pattern }) => pattern.test(name))?.capabilities ?? UNKNOWN_MODEL;
}

/** What every server that speaks the protocol understands: some refuse any `response_format`. */
export const UNKNOWN_MODEL: ModelCapabilities = { structuredOutput: 'instructions', temperature: true, limitKey: 'max_tokens', batch: false };

const REASONING = { structuredOutput: 'json-schema', temperature: false, limitKey: 'max_completion_tokens', batch: true } as const;
const SCHEMA = { structuredOutput: 'json-schema', temperature: true, limitKey: 'max_tokens', batch: true } as const;
const OBJECT = { ...SCHEMA, structuredOutput: 'json-object' } as const;
/** A name, with or without a date. */
const DATED = String.raw`(?:-\d{4}-\d{2}-\d{2})?(?::.*)?$`;

/** The first row whose pattern fits counts. Models of the Responses API only (pro, codex) are not here: the API says so itself. */
export const MODEL_CAPABILITIES: readonly { readonly pattern: RegExp; readonly capabilities: ModelCapabilities }[] = [
  { pattern: /^gpt-5(?:\.\d+)?-chat/, capabilities: { structuredOutput: 'instructions', temperature: false, limitKey: 'max_completion_tokens', batch: false } },
  { pattern: new RegExp(`^gpt-5\\.\\d+(?:-mini|-nano)?${DATED}`), capabilities: { ...REASONING, reasoningEffort: 'none' } },
  { pattern: new RegExp(`^gpt-5(?:-mini|-nano)?${DATED}`), capabilities: { ...REASONING, reasoningEffort: 'minimal' } },
  { pattern: new RegExp(`^(?:o1|o3|o3-mini|o4-mini)${DATED}`), capabilities: { ...REASONING, reasoningEffort: 'low' } },
  { pattern: /^gpt-4o-2024-05-13/, capabilities: OBJECT },
  { pattern: new RegExp(`^(?:gpt-4\\.1|gpt-4o)(?:-mini|-nano)?${DATED}`), capabilities: SCHEMA },
  { pattern: /^gpt-4-(?:turbo|1106|0125)/, capabilities: OBJECT },
  { pattern: /^gpt-3\.5-turbo(?:-1106|-0125)?(?::.*)?$/, capabilities: OBJECT },
  { pattern: /^gpt-4(?:-0613)?$/, capabilities: { ...SCHEMA, structuredOutput: 'instructions' } },
];
