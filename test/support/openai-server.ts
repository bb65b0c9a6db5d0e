import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../domain/artifact-ref.ts';
import { answerBySchema, errorBody, FREE, replyTo, textOf } from './openai-replies.ts';
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
  const others: string[] = [];
  const billed = { inputTokens: 0, outputTokens: 0 };
  const seen = new Map<string, number>();
  const files = new Map<string, string>();
  const batches: ServedBatch[] = [];

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

  const endBatch = (served: ServedBatch): void => {
    const lines: Record<'output' | 'error', string[]> = { output: [], error: [] };
    for (const { custom_id, body } of served.requests) {
      const { status, payload, lost } = reply(callOf(body, { path: served.endpoint, headers: {}, customId: custom_id }));
      if (lost === 'missing') continue;
      const line = lost === 'expired' ? { custom_id, response: null, error: { code: 'batch_expired', message: 'This request could not be executed before the completion window expired.' } } : { custom_id, response: { status_code: status, body: payload }, error: null };
      (status === 200 && !lost ? lines.output : lines.error).push(JSON.stringify(line));
    }
    served.status = batch.outcome ?? 'completed';
    served.done = lines.output.length;
    if (lines.output.length > 0) files.set((served.outputFile = `file-output-${served.id}`), lines.output.join('\n') + '\n');
    if (lines.error.length > 0) files.set((served.errorFile = `file-error-${served.id}`), lines.error.join('\n') + '\n');
  };

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const bytes = await bytesOf(request);
    const route = `${request.method} ${pathname.replace(/^.*?(?=\/(?:chat\/completions|files|batches)\b)/, '')}`;
    if (route === 'POST /chat/completions') {
      const call = callOf(JSON.parse(bytes.toString()) as ChatBody, { path: request.url ?? '', headers: request.headers });
      return send(response, reply(call), headers(call));
    }
    others.push(route);
    const fault = batch.fault?.(route, others.filter((other) => other === route).length - 1);
    if (fault === 'server-error') return json(response, 500, errorBody('server_error'));
    const [verb, , , id = ''] = route.split(/[ /]/);
    if (route === 'POST /files') {
      const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
      const file = form.get('file');
      const fileId = `file-${files.size}`;
      files.set(fileId, typeof file === 'string' || file === null ? '' : await file.text());
      return json(response, 200, fileObject(fileId, batch.filePolls ?? 0));
    }
    if (/^GET \/files\/[\w-]+$/.test(route)) return json(response, 200, fileObject(id, (batch.filePolls ?? 0) - others.filter((other) => other === route).length));
    if (verb === 'GET' && route.endsWith('/content')) {
      const text = files.get(id);
      if (text === undefined) return json(response, 404, errorBody('not_found'));
      response.writeHead(200, { 'content-type': 'application/octet-stream', ...(fault === 'cut-off' && { 'content-length': text.length + 10 }) });
      if (fault !== 'cut-off') return void response.end(text);
      return void response.write(text.slice(0, text.length / 2), () => response.destroy());
    }
    if (route === 'POST /batches') {
      const { input_file_id, endpoint, metadata } = JSON.parse(bytes.toString()) as { input_file_id: string; endpoint: string; metadata?: { name?: string } };
      const requests = (files.get(input_file_id) ?? '').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as ServedBatch['requests'][number]);
      const served: ServedBatch = { id: `batch_${batches.length}`, name: metadata?.name, endpoint, requests, status: 'in_progress', polls: 0, done: 0 };
      batches.push(served);
      if (fault === 'lost') return void response.destroy();
      return json(response, 200, batchObject(served));
    }
    if (route === 'GET /batches') {
      const newest = batches.toReversed();
      const from = newest.findIndex((served) => served.id === searchParams.get('after')) + 1;
      const page = newest.slice(from, from + (batch.pageSize ?? 20));
      return json(response, 200, { object: 'list', data: page.map(batchObject), has_more: from + page.length < newest.length });
    }
    const served = batches.find((one) => one.id === id);
    if (!served) return json(response, 404, errorBody('not_found'));
    if (verb === 'POST') served.status = 'cancelled';
    else if (served.status === 'in_progress' && served.polls++ >= (batch.polls ?? 0)) {
      if (batch.outcome === 'failed') served.status = 'failed';
      else endBatch(served);
    }
    return json(response, 200, batchObject(served));
  };

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    origin: `http://127.0.0.1:${port}`,
    calls,
    others,
    batches,
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
  readonly batch?: {
    /** Status questions answered with `in_progress` before it ends. Default 0. */
    readonly polls?: number;
    /** Questions after an uploaded file answered with `pending`, as Azure does. Default 0: processed at once. */
    readonly filePolls?: number;
    /** How batches end. Default `completed`. */
    readonly outcome?: 'completed' | 'expired' | 'failed';
    /** Batches of one page of the list. Default 20. */
    readonly pageSize?: number;
    /** What goes wrong with the n-th (from 0) request of a route such as `POST /batches`. `lost`: done, but not answered. */
    readonly fault?: (route: string, n: number) => 'server-error' | 'cut-off' | 'lost' | undefined;
  };
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

export interface ServedBatch {
  readonly id: string;
  readonly name: string | undefined;
  readonly endpoint: string;
  readonly requests: readonly { readonly custom_id: string; readonly method: string; readonly url: string; readonly body: ChatBody }[];
  status: 'in_progress' | 'completed' | 'expired' | 'failed' | 'cancelled';
  polls: number;
  done: number;
  outputFile?: string;
  errorFile?: string;
}

function fileObject(id: string, polls: number): object {
  return { id, object: 'file', bytes: 1, created_at: seconds(), filename: 'input.jsonl', purpose: 'batch', status: polls > 0 ? 'pending' : 'processed' };
}

function batchObject({ id, name, endpoint, requests, status, done, outputFile, errorFile }: ServedBatch): object {
  const ended = status !== 'in_progress';
  return {
    id,
    object: 'batch',
    endpoint,
    completion_window: '24h',
    created_at: seconds(),
    input_file_id: 'file-0',
    status,
    metadata: name === undefined ? null : { name },
    request_counts: { total: requests.length, completed: done, failed: ended ? requests.length - done : 0 },
    ...(status === 'failed' && { errors: { object: 'list', data: [{ code: 'invalid_model', message: 'The model can not be used with batches.', line: null, param: null }] } }),
    ...(outputFile !== undefined && { output_file_id: outputFile }),
    ...(errorFile !== undefined && { error_file_id: errorFile }),
  };
}

function send(response: ServerResponse, { status, payload, headers, lost }: Reply, extra: Readonly<Record<string, string>>): void {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  if (lost === 'hang') return;
  response.writeHead(status, { 'content-type': typeof payload === 'string' ? 'text/html' : 'application/json', 'content-length': Buffer.byteLength(text), ...extra, ...headers });
  if (lost === undefined) return void response.end(text);
  response.write(text.slice(0, text.length / 2), () => lost === 'cut-off' && response.destroy());
}

function json(response: ServerResponse, status: number, payload: object): void {
  send(response, { status, payload, cost: FREE }, {});
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
