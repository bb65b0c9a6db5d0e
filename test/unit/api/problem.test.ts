import { describe, expect, test } from '@jest/globals';
import { ServiceError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { fastify } from 'fastify';
import { sendProblem } from '../../../api/problem.ts';
import { ERRORS, HoneError } from '../../../domain/errors.ts';
import type { ErrorCode } from '../../../domain/errors.ts';

const codes = Object.keys(ERRORS) as ErrorCode[];

/** What a server answers to a request on which something is thrown. */
async function answerTo(thrown: unknown) {
  const app = fastify();
  app.setErrorHandler(sendProblem);
  app.get('/', () => Promise.reject(thrown as Error));
  return app.inject({ url: '/' });
}

function grpcError(code: number): Error {
  return Object.assign(new Error('14 UNAVAILABLE: 10.1.2.3:7233'), { code, details: '', metadata: {} });
}

test.each(codes)('%s is answered with its status, as problem details', async (code) => {
  const { statusCode, headers, ...answer } = await answerTo(new HoneError(code, 'field: 3 is not valid. Write 4.'));
  expect(statusCode).toBe(ERRORS[code].httpStatus);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(headers['cache-control']).toBe('no-store');
  expect(answer.json()).toEqual({
    type: `urn:hone:error:${code}`,
    title: ERRORS[code].meaning,
    status: statusCode,
    detail: code === 'HONE_INTERNAL' ? 'This is a defect in Hone; the log has it under the request id.' : 'field: 3 is not valid. Write 4.',
    code,
    requestId: expect.any(String),
  });
});

test('what tells of the machine stays in the log', async () => {
  const answer = await answerTo(new TypeError('cannot read /etc/hone/secrets'));
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'HONE_INTERNAL' });
  expect(answer.payload).not.toContain('secrets');
});

describe('a Temporal that is away', () => {
  test.each([1, 4, 8, 14])('is answered 503 with Retry-After, though its client wraps the reason (gRPC %i)', async (code) => {
    for (const thrown of [grpcError(code), new ServiceError('Failed to start Workflow', { cause: grpcError(code) }), new HoneError('HONE_UNAVAILABLE', 'no worker answers')]) {
      const answer = await answerTo(thrown);
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.json()).toMatchObject({ code: 'HONE_UNAVAILABLE' });
      expect(answer.payload).not.toContain('10.1.2.3');
    }
  });

  test('so is an update that no worker takes', async () => {
    expect((await answerTo(new WorkflowUpdateRPCTimeoutOrCancelledError('timeout', { cause: grpcError(4) }))).statusCode).toBe(503);
  });

  test('other refusals of its are defects', async () => {
    expect((await answerTo(new ServiceError('Failed', { cause: grpcError(3) }))).statusCode).toBe(500);
  });
});

test('a store that is away is answered 503 with Retry-After, one that is full 507', async () => {
  const away = await answerTo(new HoneError('HONE_STORE_UNAVAILABLE', 'The store could not read runs/r/report.json.'));
  expect([away.statusCode, away.headers['retry-after']]).toEqual([503, '5']);
  expect((await answerTo(new HoneError('HONE_NO_SPACE', 'full'))).statusCode).toBe(507);
});

test('what is thrown though it is no error is a defect too', async () => {
  expect((await answerTo('a string')).statusCode).toBe(500);
});
