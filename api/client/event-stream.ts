/** One block of a stream of server-sent events. */
export interface EventBlock {
  /** Last event id so far, which also blocks without one have: what `Last-Event-ID` says after a break. */
  readonly id: string;
  /** `message` where the block names none. */
  readonly event: string;
  /** Null where the block only changes `id` or `retryMs`. */
  readonly data: string | null;
  /** How long to wait before connecting again, where the block says so. */
  readonly retryMs: number | null;
}

export interface EventStreamOptions {
  /** The id to begin with. */
  readonly lastEventId: string;
  /** A body that says nothing for so long is an error, as where a network went away without a word. At most 2^31 − 1. */
  readonly silenceMs: number;
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * The blocks of a body in the format of the WHATWG's HTML standard, section 9.2 "Server-sent events". A block that the end of the
 * stream cuts off is dropped, as the standard says: it comes whole after a break.
 */
export async function* eventStream(body: Body, { lastEventId, silenceMs }: EventStreamOptions): AsyncGenerator<EventBlock> {
  let id = lastEventId;
  let fields: Field[] = [];
  for await (const line of linesOf(textsOf(body, silenceMs))) {
    if (line !== '') fields.push(fieldOf(line));
    else {
      const block = blockOf(fields, id);
      if (fields.some(({ name }) => KNOWN.has(name))) yield block;
      id = block.id;
      fields = [];
    }
  }
}

const KNOWN: ReadonlySet<string> = new Set(['id', 'event', 'data', 'retry']);

interface Field {
  /** Empty in a comment. */
  readonly name: string;
  readonly value: string;
}

/** Of several fields with one name the last valid one counts; only `data` grows. */
function blockOf(fields: readonly Field[], lastId: string): EventBlock {
  const last = (name: string, isValid: (value: string) => boolean = () => true) => fields.findLast((field) => field.name === name && isValid(field.value))?.value;
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  const retry = last('retry', (value) => /^\d+$/.test(value));
  return {
    id: last('id', (value) => !value.includes('\0')) ?? lastId,
    event: last('event') || 'message',
    data: data.length === 0 ? null : data.join('\n'),
    retryMs: retry === undefined ? null : Number(retry),
  };
}

/** `name`, `name:value` or `name: value`; one space after the colon belongs to neither. */
function fieldOf(line: string): Field {
  const colon = line.indexOf(':');
  if (colon === -1) return { name: line, value: '' };
  const value = line.slice(colon + 1);
  return { name: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}

/** Lines that CR, LF or both end, wherever the chunks were cut. A CR ends its line at once: what follows may be long in coming. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let afterCr = false;
  for await (const chunk of chunks) {
    const text = afterCr && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
    afterCr = chunk.endsWith('\r');
    const lines = (rest + text).split(/\r\n|\r|\n/);
    rest = lines.pop()!;
    yield* lines;
  }
}

/** UTF-8 with or without a byte order mark. A reader, since not every browser iterates over streams. */
async function* textsOf(body: Body, silenceMs: number): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await within(silenceMs, reader.read());
      if (done) return;
      if (value !== '') yield value;
    }
  } finally {
    // Not waited for: where the network went away nothing says that it is done.
    void reader.cancel().catch(() => undefined);
  }
}

async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for ${limitMs} ms.`)), limitMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
