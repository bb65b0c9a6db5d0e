import { expect, test } from '@jest/globals';
import { eventStream } from '../../../../api/client/event-stream.ts';
import type { EventBlock } from '../../../../api/client/event-stream.ts';

// The examples of the HTML standard, section 9.2.6, come first.

const CASES: readonly (readonly [name: string, stream: string, blocks: readonly Partial<EventBlock>[]])[] = [
  ['lines of data are joined', 'data: YHOO\ndata: +2\ndata: 10\n\n', [{ event: 'message', data: 'YHOO\n+2\n10' }]],
  [
    'a comment says nothing, an id without value resets it, one space is taken off',
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
    [{ data: 'first event', id: '1' }, { data: 'second event', id: '' }, { data: ' third event', id: '' }],
  ],
  ['empty data is data, and a block without its blank line is none', 'data\n\ndata\ndata\n\ndata:', [{ data: '' }, { data: '\n' }]],
  ['the space after the colon is optional', 'data:test\n\ndata: test\n\n', [{ data: 'test' }, { data: 'test' }]],
  ['carriage returns end lines', 'event: a\rdata: 1\r\rdata: 2\r\r', [{ event: 'a', data: '1' }, { event: 'message', data: '2' }]],
  ['both together end one line', 'event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n', [{ event: 'a', data: '1' }, { data: '2' }]],
  ['line ends may be mixed', 'data: 1\r\ndata: 2\rdata: 3\n\r\n', [{ data: '1\n2\n3' }]],
  ['a byte order mark is skipped, once', '\uFEFFdata: \uFEFF1\n\n', [{ data: '\uFEFF1' }]],
  ['text is UTF-8', 'data: é — 漢字 🦉\n\n', [{ data: 'é — 漢字 🦉' }]],
  ['an id stays until another one comes', 'id: x.7\ndata: 1\n\ndata: 2\n\n', [{ id: 'x.7' }, { id: 'x.7' }]],
  ['an id without data counts from then on', 'id: 7\n\ndata: 1\n\n', [{ id: '7', data: null }, { id: '7', data: '1' }]],
  ['an id with a null character is ignored', 'id: 7\ndata: 1\n\nid: 8\0\ndata: 2\n\n', [{ id: '7' }, { id: '7', data: '2' }]],
  ['retry is digits only', 'retry: 1000\n\nretry: 1e3\ndata: 1\n\nretry: -5\ndata: 2\n\n', [{ retryMs: 1000, data: null }, { retryMs: null }, { retryMs: null }]],
  ['the last of several names counts, an empty one is none', 'event: a\nevent: b\ndata: 1\n\nevent: a\nevent:\ndata: 2\n\n', [{ event: 'b' }, { event: 'message' }]],
  ['a colon in a value belongs to it', 'data: a: b\n\n', [{ data: 'a: b' }]],
  ['unknown fields, and names in other cases, are ignored', 'note: x\n\nDATA: 1\ndata : 2\ndata: 3\n\n', [{ data: '3' }]],
  ['blank lines alone say nothing', '\n\n\r\n\r\r', []],
];

test.each(CASES)('%s', async (_name, stream, blocks) => {
  const bytes = new TextEncoder().encode(stream);
  for (const chunks of cutsOf(bytes)) expect(await blocksOf(chunks)).toEqual(blocks.map((block) => expect.objectContaining(block)));
});

test('a block comes when its blank line does, though a carriage return might be half of a line end', async () => {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  const blocks = eventStream(readable, OPTIONS);
  const written = writer.write(new TextEncoder().encode('data: 1\r\r'));
  expect((await blocks.next()).value).toMatchObject({ data: '1' });
  await written;
  await blocks.return(undefined);
});

test('goes on from an id', async () => {
  expect(await blocksOf([new TextEncoder().encode('data: 1\n\n')], 'x.7')).toMatchObject([{ id: 'x.7' }]);
});

test('a body that falls silent is an error, and is let go of', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => void (cancelled = true),
  });
  const blocks = eventStream(body, { ...OPTIONS, silenceMs: 20 });
  expect((await blocks.next()).value).toMatchObject({ data: '1' });
  await expect(blocks.next()).rejects.toThrow('Nothing came for 20 ms.');
  expect(cancelled).toBe(true);
});

test('a reader that leaves lets go of the body', async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => void (cancelled = true),
  });
  for await (const block of eventStream(body, OPTIONS)) if (block.data === '1') break;
  await new Promise(setImmediate);
  expect(cancelled).toBe(true);
});

const OPTIONS = { lastEventId: '', silenceMs: 5_000 };

async function blocksOf(chunks: readonly Uint8Array<ArrayBuffer>[], lastEventId = ''): Promise<EventBlock[]> {
  const blocks: EventBlock[] = [];
  for await (const block of eventStream(ReadableStream.from(chunks), { ...OPTIONS, lastEventId })) blocks.push(block);
  return blocks;
}

/** Whole, byte by byte, and in two at every place: inside characters, line ends and fields. */
function cutsOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[][] {
  const inTwo = Array.from(bytes, (_byte, at) => [bytes.slice(0, at), bytes.slice(at)]);
  return [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte)), ...inTwo];
}
