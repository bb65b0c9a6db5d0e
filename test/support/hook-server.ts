import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Hooked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What it does with the next request: a status, with headers where there are any, or no answer at all. */
export type HookReply = number | { readonly status: number; readonly headers: Readonly<Record<string, string>> } | 'silence' | 'hang-up';

/** A receiver of webhooks on loopback that notes what it is sent, byte by byte, and answers as the test says. */
export async function hookServer(reply: (count: number) => HookReply): Promise<{ readonly url: string; readonly hooked: Hooked[]; close(): Promise<void> }> {
  const hooked: Hooked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      hooked.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      const answer = reply(hooked.length);
      if (answer === 'silence') return;
      if (answer === 'hang-up') return void request.socket.destroy();
      const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
      response.writeHead(status, headers).end('thank you');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path`,
    hooked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
