import type { BatchStatus, BatchedRequest, Completion, CompletionBatches, CompletionRequest, LanguageModel } from '../../domain/ports/language-model.ts';

/** What a model does with one request; `call` counts from 0. Throws as an adapter would. */
export type Behaviour = (request: CompletionRequest, call: number) => Completion | Promise<Completion>;

export const USAGE = { inputTokens: 400, outputTokens: 100 } as const;

/** A language model whose behaviour a test writes. By default it paraphrases. `requests` has all it was asked, in order. */
export class FakeLanguageModel implements LanguageModel {
  readonly identity: string;
  readonly requests: CompletionRequest[] = [];
  readonly batches?: FakeBatches;
  readonly #behave: Behaviour;

  constructor(behave: Behaviour = paraphrased, { identity = 'openai at test: fake-1', batches }: { identity?: string; batches?: FakeBatches } = {}) {
    this.identity = identity;
    this.#behave = behave;
    if (batches) this.batches = batches;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    signal.throwIfAborted();
    const call = this.requests.push(request) - 1;
    await Promise.resolve();
    return this.#behave(request, call);
  }
}

/** A batch API in memory. Batches end when the test says so; `answers` decides what comes of each request, undefined for nothing. */
export class FakeBatches implements CompletionBatches {
  readonly maxRequests: number;
  readonly submitted: { readonly id: string; readonly name: string; readonly requests: readonly BatchedRequest[]; status: BatchStatus }[] = [];
  readonly cancelled: string[] = [];
  readonly #answers: (request: BatchedRequest, batch: number) => Completion | undefined;

  constructor({ maxRequests = 100, answers = ({ request }) => paraphrased(request) }: { maxRequests?: number; answers?: (request: BatchedRequest, batch: number) => Completion | undefined } = {}) {
    this.maxRequests = maxRequests;
    this.#answers = answers;
  }

  find(name: string): Promise<string | undefined> {
    return Promise.resolve(this.submitted.find((batch) => batch.name === name)?.id);
  }

  submit(name: string, requests: readonly BatchedRequest[]): Promise<string> {
    const id = `batch-${this.submitted.length}`;
    this.submitted.push({ id, name, requests, status: { state: 'ended', done: requests.length, failed: 0, total: requests.length } });
    return Promise.resolve(id);
  }

  status(id: string): Promise<BatchStatus> {
    return Promise.resolve(this.#batch(id).status);
  }

  async *results(id: string): AsyncIterable<{ customId: string; completion: Completion }> {
    await Promise.resolve();
    const batch = this.#batch(id);
    // The last first: no order is promised.
    for (const request of batch.requests.toReversed()) {
      const completion = this.#answers(request, this.submitted.indexOf(batch));
      if (completion) yield { customId: request.customId, completion };
    }
  }

  cancel(id: string): Promise<void> {
    this.cancelled.push(id);
    return Promise.resolve();
  }

  #batch(id: string): FakeBatches['submitted'][number] {
    const batch = this.submitted.find((each) => each.id === id);
    if (!batch) throw new Error(`there is no batch ${id}`);
    return batch;
  }
}

/** What a good model answers: the prompt with each style's name before it, asked for politely. */
export function paraphrased(request: CompletionRequest): Completion {
  const text = promptOf(request);
  return { outcome: 'answer', answer: { variations: stylesOf(request).map((style) => ({ style, text: `Please, in ${style} words: ${text}` })) }, usage: USAGE };
}

/** The prompt between the tags of a paraphrase request. */
export function promptOf({ input }: Pick<CompletionRequest, 'input'>): string {
  return /^<([^>]+)>\n([\s\S]*)\n<\/\1>$/.exec(input)?.[2] ?? input;
}

/** The styles that a paraphrase request asks for. */
export function stylesOf({ instructions }: Pick<CompletionRequest, 'instructions'>): string[] {
  return [...instructions.matchAll(/^\d+\. ([\w-]+): /gm)].map(([, id]) => id!);
}
