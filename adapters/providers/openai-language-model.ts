import { APIError } from 'openai';
import PQueue from 'p-queue';
import type { Completion, CompletionRequest, LanguageModel } from '../../domain/ports/language-model.ts';
import type { LanguageModelAddress } from '../settings.ts';
import { modelCapabilities } from './model-capabilities.ts';
import { openAiBatches } from './openai-batches.ts';
import { openAiClient } from './openai-client.ts';
import { openAiCompletion, refusedCompletion } from './openai-completion.ts';
import { limitsOf, openAiFault, statusOf } from './openai-fault.ts';
import { openAiRequest } from './openai-request.ts';
import { rateLimits } from './rate-limits.ts';
import type { RateLimits } from './rate-limits.ts';
import { ratePacing } from './rate-pacing.ts';
import { RETRY_RULE, retryProvider } from './retry-provider.ts';
import type { RetryRule } from './retry-provider.ts';
import { timed } from '../timed.ts';

export interface OpenAiOptions {
  /** Calls under way at once. */
  readonly concurrency?: number;
  /** For one attempt, with the whole answer. */
  readonly timeoutMs?: number;
  readonly retry?: RetryRule;
  /** Whether the server has the batch API. Default: by its address, see `hasBatches`. */
  readonly batches?: boolean;
}

/** A model of OpenAI, of Azure or of any server that speaks the protocol. Nothing is contacted before the first request. */
export function openAiLanguageModel(address: LanguageModelAddress, model: string, { concurrency = 8, timeoutMs = 120_000, retry = RETRY_RULE, batches = hasBatches(address) }: OpenAiOptions = {}): LanguageModel {
  const client = openAiClient(address);
  const capabilities = modelCapabilities(model);
  const { host } = new URL(address.baseUrl);
  const who = `The language model ${model} at ${host}`;
  const queue = new PQueue({ concurrency });
  const pacing = ratePacing(retry.patienceMs);

  const complete = async (request: CompletionRequest, signal: AbortSignal): Promise<Completion> => {
    const body = openAiRequest(request, model, capabilities);
    const tokens = Math.ceil(JSON.stringify(body.messages).length / CHARACTERS_PER_TOKEN) + request.maxOutputTokens;
    const ask = async (): Promise<Completion> => {
      const answered = await pacing.turn(tokens, signal);
      let limits: RateLimits = {};
      try {
        const { data, response } = await timed(timeoutMs, signal, (signal) => client.chat.completions.create(body, { signal }).withResponse());
        limits = rateLimits(response.headers);
        return openAiCompletion(data) ?? unreadable();
      } catch (error) {
        if (!(error instanceof APIError)) throw error;
        limits = limitsOf(error);
        return refusedCompletion(statusOf(error), error.error) ?? rethrown(error);
      } finally {
        answered(limits);
      }
    };
    const { value, lost } = await retryProvider(ask, { who, rule: retry, faultOf: openAiFault, signal, onLimited: (ms) => pacing.hold(ms) });
    return lost > 0 ? { ...value, lost } : value;
  };

  return {
    identity: `${address.kind} ${host} ${model}`,
    complete: (request, signal) => queue.add(() => complete(request, signal), { signal }),
    ...(batches && capabilities.batch && { batches: openAiBatches(client, { kind: address.kind, model, capabilities, who, retry, timeoutMs }) }),
  };
}

/** OpenAI and Azure have the batch API; of other servers nobody knows. */
export function hasBatches({ kind, baseUrl }: Pick<LanguageModelAddress, 'kind' | 'baseUrl'>): boolean {
  return kind === 'azure' || /(^|\.)(api\.openai\.com|openai\.azure\.com)$/.test(new URL(baseUrl).hostname);
}

/** A rough one: pacing needs no better. */
const CHARACTERS_PER_TOKEN = 4;

function rethrown(error: Error): never {
  throw error;
}

/** 200, but no completion: it counts as a broken connection. */
function unreadable(): never {
  throw new Error('the answer is no completion');
}
