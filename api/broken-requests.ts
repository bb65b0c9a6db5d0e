import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { problemOf, PROBLEM_TYPE } from './problem.ts';

/** Answers what is no HTTP request, or came too slowly or with too large headers, with problem details too. */
export function answerBrokenRequests({ code }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const body = JSON.stringify(problemOf('HONE_INVALID_INPUT', REASONS[code ?? ''] ?? 'request: this is not HTTP/1.1.', randomUUID()));
  socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

const REASONS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: 'headers: they are larger than 16 KiB. Send less.',
  ERR_HTTP_REQUEST_TIMEOUT: 'request: it did not arrive whole within a minute. Send it anew.',
};
