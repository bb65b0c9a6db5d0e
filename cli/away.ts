import { grpcCodeOf } from '../adapters/temporal/grpc-code.ts';

/**
 * Whether an error says that Temporal, or a worker it asked, does not answer now, so that trying again may help. gRPC: cancelled,
 * deadline exceeded, resource exhausted, failed precondition (no worker polls), aborted, internal (a connection torn), unavailable.
 */
export function isAway(error: unknown): boolean {
  const code = grpcCodeOf(error);
  return code !== undefined && AWAY.has(code);
}

const AWAY: ReadonlySet<number> = new Set([1, 4, 8, 9, 10, 13, 14]);
