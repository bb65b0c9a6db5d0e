import { expect, test } from '@jest/globals';
import type { IdentifiedEvent } from '../../../adapters/temporal/run-events.ts';
import { eventStream } from '../../../api/event-stream.ts';

function event(number: number, text = ''): IdentifiedEvent {
  return { id: `execution.${number}`, event: { number, at: '2026-01-02T03:04:05.000Z', type: 'stage', stage: 'train', state: 'running', text } };
}

async function* coming(...events: (IdentifiedEvent | undefined)[]): AsyncGenerator<IdentifiedEvent | undefined> {
  for (const each of events) yield await Promise.resolve(each);
}

async function textOf(stream: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const block of stream) text += block;
  return text;
}

const { signal } = new AbortController();

test('a block for each event, and end', async () => {
  expect(await textOf(eventStream(coming(event(1), event(2)), signal))).toBe(
    [
      'retry: 1000\n\n',
      'id: execution.1\nevent: stage\ndata: {"number":1,"at":"2026-01-02T03:04:05.000Z","type":"stage","stage":"train","state":"running","text":""}\n\n',
      'id: execution.2\nevent: stage\ndata: {"number":2,"at":"2026-01-02T03:04:05.000Z","type":"stage","stage":"train","state":"running","text":""}\n\n',
      'event: end\ndata: {}\n\n',
    ].join(''),
  );
});

test('what an event says can not end its block', async () => {
  const text = await textOf(eventStream(coming(event(1, 'one\n\nevent: end\r\ndata: {}')), signal));
  expect(text.split('\n\n')).toHaveLength(4);
  expect(text).toContain('"text":"one\\n\\nevent: end\\r\\ndata: {}"');
});

test('a comment says that the reader is still thought of, once it was quiet for long', async () => {
  const quiet = [undefined, undefined, event(1), undefined];
  expect(await textOf(eventStream(coming(...quiet), signal, 0))).toMatch(/^retry: 1000\n\n: nothing new\n\n: nothing new\n\nid: [^]*\n\n: nothing new\n\nevent: end\n/);
  expect(await textOf(eventStream(coming(...quiet), signal, 60_000))).not.toContain('nothing new');
});

test('a stream that was broken off does not say that the run has ended', async () => {
  for (const more of [[event(2)], []]) {
    const gone = new AbortController();
    async function* broken(): AsyncGenerator<IdentifiedEvent | undefined> {
      yield event(1);
      gone.abort();
      yield* coming(...more);
    }
    const text = await textOf(eventStream(broken(), gone.signal));
    expect(text).toContain('id: execution.1\n');
    expect(text).not.toMatch(/execution\.2|event: end/);
  }
});
