import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** What the server does with a request: answers, or breaks the connection. */
export type Reply = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown } | 'hang-up' | 'cut-off';

/** An HTTP server on loopback that notes what it is asked, and answers as the test says. */
export async function providerServer(reply: (received: Received, count: number) => Reply): Promise<{ readonly url: string; readonly received: Received[]; close(): Promise<void> }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const asked: Received = { path: request.url ?? '', headers: request.headers, body: text === '' ? undefined : JSON.parse(text) };
      received.push(asked);
      const answer = reply(asked, received.length);
      if (answer === 'hang-up') return request.socket.destroy();
      if (answer === 'cut-off') {
        response.writeHead(200, { 'Content-Length': '1000' }).write('{"half":');
        return setTimeout(() => request.socket.destroy(), 20);
      }
      return response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json', ...answer.headers }).end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
