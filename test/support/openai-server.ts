import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import { batchDesk } from './openai-batch-desk.ts';
import type { BatchDeskOptions, ServedBatch } from './openai-batch-desk.ts';
import { answerBySchema, replyTo, textOf } from './openai-replies.ts';
import type { Reply } from './openai-replies.ts';

/**
 * A server on this machine that speaks OpenAI's protocol (chat completions, files, batches; Azure's paths too) and misbehaves
 * when asked to.
 *
 * @example
 * const server = await openAiServer({
 *   answer: ({ input }) => ({ paraphrases: [`Reworded: ${input}`] }),
 *   behave: ({ input, attempt }) => (input.includes('bad') && attempt === 0 ? 'server-error' : 'answer'),
 * });
 * const model = openAiLanguageModel({ kind: 'openai', baseUrl: server.url }, 'gpt-4o-mini', { batches: true });
 * …
 * expect(server.calls).toHaveLength(1);
 * await server.close();
 */
export async function openAiServer({ answer = answerBySchema, behave = () => 'answer', headers = () => ({}), batch = {} }: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const calls: ServedCall[] = [];
  const billed = { inputTokens: 0, outputTokens: 0 };
  const seen = new Map<string, number>();

  const callOf = (body: ChatBody, request: Pick<ServedCall, 'path' | 'headers' | 'customId'>): ServedCall => {
    const key = JSON.stringify(body);
    const attempt = seen.get(key) ?? 0;
    seen.set(key, attempt + 1);
    const call = { ...request, body, attempt, index: calls.length, instructions: textOf(body, 'system'), input: textOf(body, 'user') };
    calls.push(call);
    return call;
  };
  const reply = (call: ServedCall): Reply => {
    const made = replyTo(call, behave(call), answer);
    billed.inputTokens += made.cost.inputTokens;
    billed.outputTokens += made.cost.outputTokens;
    return made;
  };
  const desk = batchDesk(batch, ({ custom_id, body }, path) => reply(callOf(body, { path, headers: {}, customId: custom_id })));

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const bytes = await bytesOf(request);
    // Whatever stands before: /v1, or the deployment of Azure.
    const path = pathname.replace(/^.*?(?=\/(?:chat\/completions|files|batches)\b)/, '');
    if (path === '/chat/completions') {
      const call = callOf(JSON.parse(bytes.toString()) as ChatBody, { path: request.url ?? '', headers: request.headers });
      send(response, reply(call), headers(call));
    } else {
      send(response, await desk.serve({ route: `${request.method} ${path}`, bytes, contentType: request.headers['content-type'] ?? '', after: searchParams.get('after') }), {});
    }
  };
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    origin: `http://127.0.0.1:${port}`,
    calls,
    others: desk.others,
    batches: desk.batches,
    billed,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

export interface OpenAiServerOptions {
  /** The JSON that a well-behaved model answers with. Default: the smallest value that the request's schema allows. */
  readonly answer?: (call: ServedCall) => unknown;
  /** How each call is answered. Goes by content and `attempt`, as calls come in any order. Requests of batches are asked too. */
  readonly behave?: (call: ServedCall) => Behaviour;
  /** Headers of answers to completions, such as `x-ratelimit-remaining-requests`. */
  readonly headers?: (call: ServedCall) => Readonly<Record<string, string>>;
  readonly batch?: BatchDeskOptions;
}

export interface OpenAiServer {
  /** Base URL for kind `openai`. */
  readonly url: string;
  /** Base URL for kind `azure`. */
  readonly origin: string;
  /** Every request for a completion in order of arrival, whatever became of it; those of batches when the batch ends. */
  readonly calls: readonly ServedCall[];
  /** Requests to files and batches, as `POST /files`. */
  readonly others: readonly string[];
  readonly batches: readonly Readonly<ServedBatch>[];
  /** What the provider would put on the bill: answers that were lost on the way are on it. */
  readonly billed: { readonly inputTokens: number; readonly outputTokens: number };
  close(): Promise<void>;
}

export interface ServedCall {
  readonly body: ChatBody;
  /** Of the system message. */
  readonly instructions: string;
  /** Of the user message. */
  readonly input: string;
  /** How often the very same body was asked before. */
  readonly attempt: number;
  /** How many calls came before this one. */
  readonly index: number;
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of a batch. */
  readonly customId?: string;
}

/** The body of a request for a completion, as far as this server reads it. */
export interface ChatBody extends JsonObject {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/**
 * - `answer`: as it should be; `no-usage`, `fenced`: the same without usage, or inside a Markdown fence;
 * - `refusal`, `content-filter`, `truncated`, `malformed-json`, `wrong-schema`, `no-choices`: 200, but no use;
 * - `{ injected }`: every string of the answer is this text, as if the model had obeyed the prompt;
 * - `filtered-prompt`: Azure's 400; `too-long`: 400, the prompt does not fit; `bad-request`: any other 400;
 * - `rate-limited`: 429 without headers, `{ rateLimited }`: with these; `no-quota`: 429 that no waiting helps;
 * - `unauthorized`, `forbidden`, `no-model`: 401, 403, 404; `server-error`, `overloaded`: 500, 503; `web-page`: 200 with HTML;
 * - `hang`: no answer ever; `slow-body`: headers, then nothing more; `cut-off`: half of the answer, then the connection breaks;
 * - of batches: `missing` (in no file), `expired`.
 */
export type Behaviour =
  | 'answer' | 'no-usage' | 'fenced'
  | 'refusal' | 'content-filter' | 'truncated' | 'malformed-json' | 'wrong-schema' | 'no-choices' | { readonly injected: string }
  | 'filtered-prompt' | 'too-long' | 'bad-request'
  | 'rate-limited' | { readonly rateLimited: Readonly<Record<string, string>> } | 'no-quota'
  | 'unauthorized' | 'forbidden' | 'no-model' | 'server-error' | 'overloaded' | 'web-page'
  | 'hang' | 'slow-body' | 'cut-off'
  | 'missing' | 'expired';

function send(response: ServerResponse, { status, payload, headers, lost }: Reply, extra: Readonly<Record<string, string>>): void {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  if (lost === 'hang') return;
  if (lost === 'unanswered') return void response.destroy();
  response.writeHead(status, { 'content-type': typeof payload === 'string' ? 'text/html' : 'application/json', 'content-length': Buffer.byteLength(text), ...extra, ...headers });
  if (lost === undefined) return void response.end(text);
  response.write(text.slice(0, text.length / 2), () => lost === 'cut-off' && response.destroy());
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
