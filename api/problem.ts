import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { grpcCodeOf } from '../adapters/temporal/grpc-code.ts';
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

export type Problem = z.infer<typeof problemSchema>;

/** Answers with an error of the table, whatever was thrown. What is a defect is logged and not told. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, message } = knownError(error);
  const { httpStatus: status } = ERRORS[code];
  if (status >= 500) request.log.error({ error, code }, 'request failed');
  if (code === 'HONE_UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer realm="hone"');
  if (status === 503) void reply.header('retry-after', '5');
  const problem = problemOf(code, code === 'HONE_INTERNAL' ? 'This is a defect in Hone; the log has it under the request id.' : message, request.id);
  return reply.code(status).header('cache-control', 'no-store').type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

export const PROBLEM_TYPE = 'application/problem+json';

/** An error of the table as problem details. */
export function problemOf(code: ErrorCode, detail: string, requestId: string): Problem {
  const { httpStatus: status, meaning: title } = ERRORS[code];
  return { type: `urn:hone:error:${code}`, title, status, detail, code, requestId };
}

function knownError(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof HoneError) return error;
  if (GRPC_AWAY.has(grpcCodeOf(error))) return { code: 'HONE_UNAVAILABLE', message: 'Temporal does not answer, or no worker does; try again.' };
  const { statusCode, message } = error as Partial<FastifyError>;
  if (statusCode === 413) return { code: 'HONE_TOO_LARGE', message: `body: ${message}. Send less at a time.` };
  if (statusCode === 415) return { code: 'HONE_UNSUPPORTED_MEDIA_TYPE', message: 'Content-Type: write application/json.' };
  if (statusCode !== undefined && statusCode < 500) return { code: 'HONE_INVALID_INPUT', message: message ?? 'The request is not valid.' };
  return { code: 'HONE_INTERNAL', message: String(message) };
}

/** gRPC: cancelled, deadline exceeded, resource exhausted, unavailable. */
const GRPC_AWAY: ReadonlySet<number | undefined> = new Set([1, 4, 8, 14]);
