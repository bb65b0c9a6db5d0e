import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ERRORS, HoneError } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';

/** RFC 9457 problem details. `code` is the error table's, `requestId` finds the request in the log. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a code of the error table.' });

/** Answers with an error of the table, whatever was thrown. What is a defect is logged and not told. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, message } = knownError(error);
  const { httpStatus: status, meaning: title } = ERRORS[code];
  if (status >= 500) request.log.error({ error, code }, 'request failed');
  const detail = code === 'HONE_INTERNAL' ? 'This is a defect in Hone; the log has it under the request id.' : message;
  if (code === 'HONE_UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer realm="hone"');
  if (status === 503) void reply.header('retry-after', '5');
  const type = `urn:hone:error:${code}`;
  return reply.code(status).type('application/problem+json').send(JSON.stringify({ type, title, status, detail, code, requestId: request.id }));
}

function knownError(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof HoneError) return error;
  const { code, statusCode, message } = error as Partial<FastifyError>;
  if (GRPC_AWAY.has(code as unknown as number)) return { code: 'HONE_UNAVAILABLE', message: 'Temporal does not answer, or no worker does; try again.' };
  if (statusCode === 413) return { code: 'HONE_TOO_LARGE', message: `body: ${message}. Send less at a time.` };
  if (statusCode === 415) return { code: 'HONE_UNSUPPORTED_MEDIA_TYPE', message: 'Content-Type: write application/json.' };
  if (statusCode !== undefined && statusCode < 500) return { code: 'HONE_INVALID_INPUT', message: message ?? 'The request is not valid.' };
  return { code: 'HONE_INTERNAL', message: String(message) };
}

/** gRPC: cancelled, deadline exceeded, unavailable. */
const GRPC_AWAY: ReadonlySet<number> = new Set([1, 4, 14]);
