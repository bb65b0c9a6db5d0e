import type OpenAI from 'openai';
import { toFile } from 'openai';
import type { Batch, BatchCreateParams } from 'openai/resources/batches';
import { z } from 'zod';
import type { BatchedRequest, BatchStatus, Completion, CompletionBatches } from '../../domain/ports/language-model.ts';
import type { ModelCapabilities } from './model-capabilities.ts';
import { openAiCompletion, refusedCompletion } from './openai-completion.ts';
import { openAiFault } from './openai-fault.ts';
import { openAiRequest } from './openai-request.ts';
import { retryProvider } from './retry-provider.ts';
import type { RetryRule } from './retry-provider.ts';
import { timed } from '../timed.ts';
import { waitFor } from './wait-for.ts';

export interface OpenAiBatchesOptions {
  readonly kind: 'openai' | 'azure';
  readonly model: string;
  readonly capabilities: ModelCapabilities;
  /** What is asked, for error messages. */
  readonly who: string;
  readonly retry: RetryRule;
  /** For one request that moves no file. */
  readonly timeoutMs: number;
}

/** The batch API of OpenAI and Azure. A batch bears its name as metadata, by which it is found again. */
export function openAiBatches(client: OpenAI, { kind, model, capabilities, who, retry, timeoutMs }: OpenAiBatchesOptions): CompletionBatches {
  const ask = async <T>(signal: AbortSignal, request: (signal: AbortSignal, attempt: number) => Promise<T>, limitMs = timeoutMs): Promise<T> => {
    const attempt = (number: number): Promise<T> => timed(limitMs, signal, (signal) => request(signal, number));
    return (await retryProvider(attempt, { who, rule: retry, faultOf: openAiFault, signal })).value;
  };
  const endpoint = ENDPOINTS[kind];
  // Azure's older versions know no expiry.
  const expiry = kind === 'openai' ? ({ anchor: 'created_at', seconds: KEPT_SECONDS } as const) : undefined;

  const found = async (name: string, signal: AbortSignal): Promise<string | undefined> => {
    const oldest = Date.now() / 1000 - LISTED_SECONDS;
    for (let after: string | undefined; ; ) {
      const page = await client.batches.list({ limit: 100, ...(after !== undefined && { after }) }, { signal });
      const batch = page.data.find(({ metadata }) => metadata?.['name'] === name);
      const last = page.data.at(-1);
      // Newest first: behind a page of old ones there is nothing to find.
      if (batch || !last || !page.has_more || last.created_at < oldest) return batch?.id;
      after = last.id;
    }
  };

  const upload = async (name: string, requests: readonly BatchedRequest[], signal: AbortSignal): Promise<string> => {
    const lines = requests.map(({ customId, request }) => JSON.stringify({ custom_id: customId, method: 'POST', url: endpoint, body: openAiRequest(request, model, capabilities) }) + '\n');
    const file = await toFile(Buffer.from(lines.join('')), `${name}.jsonl`);
    const { id, status } = await ask(signal, (signal) => client.files.create({ file, purpose: 'batch', ...(expiry && { expires_after: expiry }) }, { signal }), FILE_TIMEOUT_MS);
    // Azure looks at a file first; the SDK's type does not know these states.
    for (let state: string = status; state === 'pending' || state === 'running'; ) {
      await waitFor(retry.firstWaitMs, signal);
      state = (await ask(signal, (signal) => client.files.retrieve(id, { signal }))).status;
    }
    return id;
  };

  const download = (id: string, signal: AbortSignal): Promise<string> => ask(signal, async (signal) => (await client.files.content(id, { signal })).text(), FILE_TIMEOUT_MS);

  return {
    maxRequests: MAX_REQUESTS,
    find: (name, signal) => ask(signal, (signal) => found(name, signal)),
    submit: async (name, requests, signal) => {
      const input_file_id = await upload(name, requests, signal);
      return ask(signal, async (signal, attempt) => {
        // An attempt whose answer was lost may have started the batch: a second one would be paid for twice.
        const started = attempt > 0 ? await found(name, signal) : undefined;
        if (started !== undefined) return started;
        const created = await client.batches.create({ input_file_id, endpoint, completion_window: '24h', metadata: { name }, ...(expiry && { output_expires_after: expiry }) }, { signal });
        return created.id;
      });
    },
    status: async (id, signal) => statusOf(await ask(signal, (signal) => client.batches.retrieve(id, { signal }))),
    results: async function* (id, signal) {
      const { output_file_id, error_file_id } = await ask(signal, (signal) => client.batches.retrieve(id, { signal }));
      for (const file of [output_file_id, error_file_id]) {
        if (file) for (const line of (await download(file, signal)).split('\n')) yield* resultsOf(line);
      }
    },
    cancel: async (id, signal) => {
      const { status } = await ask(signal, (signal) => client.batches.retrieve(id, { signal }));
      // Cancelling what has ended is an error there, and no news here.
      if (STATES[status] === 'in-progress') await ask(signal, (signal) => client.batches.cancel(id, { signal }));
    },
  };
}

/** OpenAI allows 50,000; fewer keep a file of results, which is read whole, at some 50 MB. */
const MAX_REQUESTS = 10_000;
/** Azure's versioned API has another name for it than OpenAI's, which is the only one that the SDK's type knows. */
const ENDPOINTS: Readonly<Record<'openai' | 'azure', BatchCreateParams['endpoint']>> = { openai: '/v1/chat/completions', azure: '/chat/completions' as string as BatchCreateParams['endpoint'] };
/** Prompts and answers lie at OpenAI no longer than a parked run may need them; its own rule is 30 days. */
const KEPT_SECONDS = 14 * 86_400;
const FILE_TIMEOUT_MS = 600_000;
/** Batches older than this are not looked through: their files are gone. */
const LISTED_SECONDS = 30 * 86_400;

const STATES: Readonly<Record<Batch['status'], BatchStatus['state']>> = {
  validating: 'in-progress',
  in_progress: 'in-progress',
  finalizing: 'in-progress',
  cancelling: 'in-progress',
  completed: 'ended',
  expired: 'ended',
  cancelled: 'ended',
  failed: 'failed',
};

function statusOf({ status, request_counts: counts, errors }: Batch): BatchStatus {
  const reason = errors?.data?.map(({ code, message }) => [code, message].filter(Boolean).join(': ')).join('; ');
  return { state: STATES[status], done: counts?.completed ?? 0, failed: counts?.failed ?? 0, total: counts?.total ?? 0, ...(reason && { reason: reason.slice(0, 300) }) };
}

const LINE = z.object({ custom_id: z.string(), response: z.object({ status_code: z.int(), body: z.unknown().optional() }).nullish() });
const ERROR_BODY = z.object({ error: z.unknown().optional() });

/** One line of a file of results. A request that failed or expired has none, unless it failed for its own text. */
function resultsOf(line: string): { readonly customId: string; readonly completion: Completion }[] {
  const { custom_id: customId, response } = LINE.safeParse(parsed(line)).data ?? {};
  if (customId === undefined || !response) return [];
  const completion = response.status_code === 200 ? openAiCompletion(response.body) : refusedCompletion(response.status_code, ERROR_BODY.safeParse(response.body).data?.error);
  return completion ? [{ customId, completion }] : [];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
