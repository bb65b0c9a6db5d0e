import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface LossyProxy {
  readonly endpoint: string;
  /** The next `count` requests with this method do their work, but their answers get lost. */
  loseAnswers(method: string, count: number): void;
  stop(): Promise<void>;
}

/** Stands before an HTTP server and loses answers on demand, as networks do. */
export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const losses = { method: '', count: 0 };
  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method, url, headers } = incoming;
    const onward = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      if (method === losses.method && losses.count > 0) {
        losses.count -= 1;
        answer.resume().on('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(forward).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    loseAnswers: (method, count) => void Object.assign(losses, { method, count }),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
