/** What an HTTP call was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON, where the answer is. */
  readonly json: Record<string, unknown>;
  readonly bytes: Buffer;
}

/** Calls a server: a body makes a POST of it. */
export async function call(base: string, path: string, { body, headers = {} }: { readonly body?: object; readonly headers?: Record<string, string> } = {}): Promise<Answer> {
  const posted = body && { method: 'POST', body: JSON.stringify(body) };
  const answer = await fetch(`${base}${path}`, { ...posted, headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  return { status: answer.status, headers: answer.headers, bytes, json: isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {} };
}

/** Reads a stream of events up to its end, or until it has brought so many; comments and times are left out. */
export async function follow(base: string, run: string, { lastId, atMost = Infinity, until = 'end' }: { readonly lastId?: string; readonly atMost?: number; readonly until?: string } = {}): Promise<Block[]> {
  const leave = new AbortController();
  const answer = await fetch(`${base}/v1/runs/${run}/events`, { signal: leave.signal, headers: lastId === undefined ? {} : { 'last-event-id': lastId } });
  const blocks: Block[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    const whole = (text + chunk).split('\n\n');
    text = whole.pop()!;
    blocks.push(...whole.map(blockOf).filter(({ event }) => event !== undefined));
    if (blocks.length >= atMost || blocks.some(({ event }) => event === 'end' || event === until)) break;
  }
  leave.abort();
  return blocks.slice(0, atMost);
}

export interface Block {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: string | undefined;
}

function blockOf(text: string): Block {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1];
  return { id: field('id'), event: field('event'), data: field('data') };
}
