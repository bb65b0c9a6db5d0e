/** The gRPC status behind an error: Temporal's client wraps what its server answered. */
export function grpcCodeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'number') return error.code;
  return 'cause' in error ? grpcCodeOf(error.cause) : undefined;
}
