import type { JsonObject } from '../artifact-ref.ts';

/** A chat model behind an API that speaks OpenAI's protocol. Nothing it answers is trusted: callers check every text. */
export interface LanguageModel {
  /** What answers depend on beside the request: kind of API, host and model. Part of every cache key; no secrets. */
  readonly identity: string;
  /**
   * Asks once; waits where the provider limits the rate and retries what may pass.
   * @throws ProviderFailure HONE_PROVIDER_UNAVAILABLE (trying later may help), HONE_PROVIDER_REFUSED (key, model or account: a person must mend it)
   */
  complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion>;
  /** The provider's batch API; undefined where it has none. */
  readonly batches?: CompletionBatches;
}

export interface CompletionRequest {
  /** Hone's own words. */
  readonly instructions: string;
  /** Data: a customer's prompt inside tags, never to be followed. */
  readonly input: string;
  /** JSON schema that the answer must have. `name`: letters, digits, `_` and `-`. */
  readonly answer: { readonly name: string; readonly schema: JsonObject };
  readonly maxOutputTokens: number;
  /** Left out for models that refuse it. */
  readonly temperature: number;
}

/**
 * What came back. Only `answer` has parsed JSON (of any shape: the caller checks it). `usage` is null when the provider did not
 * say: such a call counts at its ceiling. `lost`: attempts before it whose answer did not arrive, as after a time-out; the provider
 * may bill them, so each counts at its ceiling too.
 */
export type Completion = { readonly usage: TokenUsage | null; readonly lost?: number } & ({ readonly outcome: 'answer'; readonly answer: unknown } | { readonly outcome: CompletionFailure });

/** Why a call gave no answer, though the provider counts it as done. */
export type CompletionFailure = 'refusal' | 'content-filter' | 'truncated' | 'malformed-json';

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Many requests at half the price, answered within a day. All methods may be called again after a crash. */
export interface CompletionBatches {
  /** Most requests of one batch. */
  readonly maxRequests: number;
  /** Finds a batch that was submitted under this name, so that a retried submission makes no second one. */
  find(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** Uploads and starts a batch; its id. `customId`s are unique. */
  submit(name: string, requests: readonly BatchedRequest[], signal: AbortSignal): Promise<string>;
  status(id: string, signal: AbortSignal): Promise<BatchStatus>;
  /** What is there of an ended batch, in any order; requests that failed or expired are missing. */
  results(id: string, signal: AbortSignal): AsyncIterable<{ readonly customId: string; readonly completion: Completion }>;
  cancel(id: string, signal: AbortSignal): Promise<void>;
}

export interface BatchedRequest {
  readonly customId: string;
  readonly request: CompletionRequest;
}

/** `ended`: completed, expired or cancelled; some results may be missing. `failed`: none will come. */
export interface BatchStatus {
  readonly state: 'in-progress' | 'ended' | 'failed';
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** The provider's own words on a failure. */
  readonly reason?: string;
}
