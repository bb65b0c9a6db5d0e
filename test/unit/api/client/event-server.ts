import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the n-th request, n from 0. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A real HTTP server of loopback that plays a list of answers, one a request, and can go away and come back. */
export interface EventServer {
  readonly baseUrl: string;
  /** What was asked, in order. */
  readonly requests: readonly IncomingMessage[];
  /** Refuses connections and breaks those that are open. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function eventServer(...answers: readonly Answer[]): Promise<EventServer> {
  const requests: IncomingMessage[] = [];
  let server = serverOf();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    goAway: () =>
      new Promise((gone) => {
        server.close(() => gone());
        server.closeAllConnections();
      }),
    comeBack: async () => {
      server = serverOf();
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };

  function serverOf(): Server {
    return createServer((request, response) => {
      const answer = answers[requests.length] ?? problem(500, 'HONE_INTERNAL');
      requests.push(request);
      answer(response, request);
    });
  }
}

/** A stream of events that ends, or breaks off, or stays open, after them. */
export function stream(text: string, then: 'end' | 'break' | 'stay' = 'end'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(text, () => {
      if (then === 'end') response.end();
      if (then === 'break') response.destroy();
    });
  };
}

/** Problem details as the API sends them. */
export function problem(status: number, code: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: `urn:hone:error:${code}`, title: code, status, detail: 'So it is.', code, requestId: 'r1' }));
  };
}

/** The block of a run's n-th event. */
export function eventBlock(number: number): string {
  return `id: x.${number}\nevent: stage\ndata: ${JSON.stringify({ number, at: '2026-11-25T08:00:00.000Z', type: 'stage', stage: 'ingest', state: 'made', text: '漢' })}\n\n`;
}

export const END = 'event: end\ndata: {}\n\n';
