import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { testApi } from './support/test-api.ts';

async function answerTo(bytes: string): Promise<{ head: string; problem: unknown }> {
  const { app } = await testApi();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, problem: JSON.parse(body) };
}

test('what is no HTTP is answered by a problem, and the connection is closed', async () => {
  const { head, problem } = await answerTo('HELO hone\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/);
  expect(head).toContain('Connection: close');
  expect(problem).toMatchObject({ status: 400, code: 'HONE_INVALID_INPUT', detail: 'request: this is not HTTP/1.1.' });
});

test('so are headers that are too large', async () => {
  const { problem } = await answerTo(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(problem).toMatchObject({ status: 400, code: 'HONE_INVALID_INPUT', detail: expect.stringMatching(/^headers: /) });
});

test('a header that would end the headers is none', async () => {
  const { head, problem } = await answerTo('GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: a\rSet-Cookie: b\r\n\r\n');
  expect(head).not.toMatch(/set-cookie/i);
  expect(problem).toMatchObject({ status: 400 });
});
