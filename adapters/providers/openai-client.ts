import OpenAI, { AzureOpenAI } from 'openai';
import type { ClientOptions } from 'openai';
import type { LanguageModelAddress } from '../settings.ts';

/** A client that takes nothing from the environment, prints nothing and tries nothing again: all that is Hone's own to do. */
export function openAiClient({ kind, baseUrl, apiKey, apiVersion }: LanguageModelAddress): OpenAI {
  const options = { ...UNTOUCHED, apiKey: apiKey ?? 'none' };
  if (kind === 'azure') return new AzureOpenAI({ ...options, endpoint: resourceOf(baseUrl), baseURL: '', apiVersion });
  // Servers without keys are sent none.
  return new OpenAI({ ...options, baseURL: baseUrl, ...(apiKey === undefined && { defaultHeaders: { Authorization: null } }) });
}

/** The SDK's log shows whole requests at level debug, which OPENAI_LOG would switch on: prompts do not belong there. */
const UNTOUCHED = { organization: null, project: null, adminAPIKey: null, webhookSecret: null, logLevel: 'off', maxRetries: 0 } as const satisfies ClientOptions;

/** Azure's portal shows the address with and without `/openai`, which the SDK adds. */
function resourceOf(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, '').replace(/\/openai$/, '');
}
