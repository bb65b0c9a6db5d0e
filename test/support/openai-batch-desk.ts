import { errorBody, FREE } from './openai-replies.ts';
import type { Reply } from './openai-replies.ts';
import type { ChatBody } from './openai-server.ts';

/** Files and batches of the local server: what was uploaded, what runs, and the files of results. */
export interface BatchDesk {
  readonly batches: readonly Readonly<ServedBatch>[];
  /** Requests so far, as `POST /files`. */
  readonly others: readonly string[];
  serve(request: DeskRequest): Promise<Reply>;
}

export interface BatchDeskOptions {
  /** Questions after an uploaded file answered with `pending`, as Azure does. Default 0: processed at once. */
  readonly filePolls?: number;
  /** Status questions answered with `in_progress` before it ends. Default 0. */
  readonly polls?: number;
  /** How batches end. Default `completed`. */
  readonly outcome?: 'completed' | 'expired' | 'failed';
  /** Batches of one page of the list. Default 20. */
  readonly pageSize?: number;
  /** What goes wrong with the n-th (from 0) request of a route such as `POST /batches`. `lost`: done, but not answered. */
  readonly fault?: (route: string, n: number) => 'server-error' | 'cut-off' | 'lost' | undefined;
}

export interface ServedBatch {
  readonly id: string;
  readonly name: string | undefined;
  readonly endpoint: string;
  readonly requests: readonly ServedBatchRequest[];
  status: 'in_progress' | 'completed' | 'expired' | 'failed' | 'cancelled';
  polls: number;
  done: number;
  outputFile?: string;
  errorFile?: string;
}

export interface ServedBatchRequest {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: ChatBody;
}

interface DeskRequest {
  readonly route: string;
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Cursor of a list. */
  readonly after: string | null;
}

/** `answer` is asked once for each request of a batch, when the batch ends. */
export function batchDesk({ filePolls = 0, polls = 0, outcome = 'completed', pageSize = 20, fault }: BatchDeskOptions, answer: (request: ServedBatchRequest, path: string) => Reply): BatchDesk {
  const others: string[] = [];
  const files = new Map<string, string>();
  const batches: ServedBatch[] = [];

  const serve = async (request: DeskRequest): Promise<Reply> => {
    others.push(request.route);
    const times = others.filter((other) => other === request.route).length;
    const wrong = fault?.(request.route, times - 1);
    if (wrong === 'server-error') return { status: 500, payload: errorBody('server_error'), cost: FREE };
    const made = await route(request, times);
    if (wrong === 'lost') return { ...made, lost: 'unanswered' };
    return wrong === 'cut-off' ? { ...made, lost: 'cut-off' } : made;
  };

  const route = async ({ route, bytes, contentType, after }: DeskRequest, times: number): Promise<Reply> => {
    const [verb, , what, id, action] = route.split(/[ /]/);
    if (route === 'POST /files') return ok(fileObject(await upload(bytes, contentType), filePolls));
    if (what === 'files') {
      const text = files.get(id ?? '');
      if (text === undefined) return NOT_FOUND;
      return action === 'content' ? ok(text) : ok(fileObject(id!, filePolls - times));
    }
    if (route === 'POST /batches') return ok(batchObject(created(bytes)));
    if (route === 'GET /batches') return ok(page(after));
    const batch = batches.find((one) => one.id === id);
    if (!batch) return NOT_FOUND;
    if (verb === 'POST') batch.status = 'cancelled';
    else if (batch.status === 'in_progress' && batch.polls++ >= polls) end(batch);
    return ok(batchObject(batch));
  };

  const upload = async (bytes: Buffer, contentType: string): Promise<string> => {
    const file = (await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()).get('file');
    const id = `file-${files.size}`;
    files.set(id, typeof file === 'string' || file === null ? '' : await file.text());
    return id;
  };

  const created = (bytes: Buffer): ServedBatch => {
    const { input_file_id, endpoint, metadata } = JSON.parse(bytes.toString()) as { input_file_id: string; endpoint: string; metadata?: { name?: string } };
    const lines = (files.get(input_file_id) ?? '').split('\n').filter((line) => line !== '');
    const batch: ServedBatch = { id: `batch_${batches.length}`, name: metadata?.name, endpoint, requests: lines.map((line) => JSON.parse(line) as ServedBatchRequest), status: 'in_progress', polls: 0, done: 0 };
    batches.push(batch);
    return batch;
  };

  const page = (after: string | null): object => {
    const newest = batches.toReversed();
    const from = newest.findIndex(({ id }) => id === after) + 1;
    return { object: 'list', data: newest.slice(from, from + pageSize).map(batchObject), has_more: from + pageSize < newest.length };
  };

  const end = (batch: ServedBatch): void => {
    batch.status = outcome;
    if (outcome === 'failed') return;
    const lines = batch.requests.flatMap((request) => lineOf(request, answer(request, batch.endpoint)));
    const text = (good: boolean): string => lines.filter((line) => line.good === good).map(({ json }) => json + '\n').join('');
    batch.done = lines.filter(({ good }) => good).length;
    if (batch.done > 0) files.set((batch.outputFile = `file-output-${batch.id}`), text(true));
    if (batch.done < lines.length) files.set((batch.errorFile = `file-error-${batch.id}`), text(false));
  };

  return { batches, others, serve };
}

const NOT_FOUND: Reply = { status: 404, payload: errorBody('not_found'), cost: FREE };

function ok(payload: unknown): Reply {
  return { status: 200, payload, cost: FREE };
}

/** The line of a request in the file of answers or of errors; none for what got lost. */
function lineOf({ custom_id }: ServedBatchRequest, { status, payload, lost }: Reply): { readonly good: boolean; readonly json: string }[] {
  if (lost === 'expired') return [{ good: false, json: JSON.stringify({ custom_id, response: null, error: { code: 'batch_expired', message: 'The request was not executed in time.' } }) }];
  return lost ? [] : [{ good: status === 200, json: JSON.stringify({ custom_id, response: { status_code: status, body: payload }, error: null }) }];
}

function fileObject(id: string, pending: number): object {
  return { id, object: 'file', bytes: 1, created_at: seconds(), filename: 'input.jsonl', purpose: 'batch', status: pending > 0 ? 'pending' : 'processed' };
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

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
