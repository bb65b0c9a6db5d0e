import type { Client } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { readSettings } from '../adapters/settings.ts';
import type { Settings } from '../adapters/settings.ts';
import { connect } from '../adapters/temporal/connect.ts';
import { runs } from '../adapters/temporal/runs.ts';
import type { Runs } from '../adapters/temporal/runs.ts';
import { grpcCodeOf } from '../adapters/temporal/grpc-code.ts';
import { HoneError } from '../domain/errors.ts';
import { isAway } from './away.ts';

/** Longer than any answer takes; shorter than people wait for a server or worker that is away. */
const PATIENCE_MS = 15_000;

/**
 * Opens a connection for one command of a few short calls, and closes it again.
 * @throws HoneError HONE_UNAVAILABLE, naming who does not answer.
 */
export function withRuns<T>(body: (all: Runs, settings: Settings, client: Client) => Promise<T>): Promise<T> {
  return withClient((client, settings) => soon(client, () => body(runs(client), settings, client)));
}

/** The same for a command that stays: it says itself how long a call may take. */
export async function withClient<T>(body: (client: Client, settings: Settings) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const client = await connect(settings);
  try {
    return await body(client, settings);
  } catch (error) {
    throw await explained(error, client, settings);
  } finally {
    await client.connection.close();
  }
}

/** Calls that answer within the time, or fail. */
export function soon<T>(client: Client, body: () => Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  return client.withDeadline(Date.now() + withinMs, body);
}

/** Temporal's errors as errors of the table, as far as those about runs are not already. */
async function explained(error: unknown, client: Client, settings: Settings): Promise<unknown> {
  if (error instanceof HoneError) return error;
  if (isAway(error)) return whoIsAway(error, client, settings);
  switch (error instanceof NamespaceNotFoundError ? NOT_FOUND : grpcCodeOf(error)) {
    case INVALID_ARGUMENT:
      return new HoneError('HONE_INVALID_INPUT', `Temporal refuses it: ${causesOf(error).at(-1)!.message.replace(/^3 INVALID_ARGUMENT: /, '')}`, { cause: error });
    case NOT_FOUND:
      return new HoneError('HONE_NOT_FOUND', `HONE_TEMPORAL_NAMESPACE: "${settings.temporalNamespace}" does not exist at ${settings.temporalAddress}.`, { cause: error });
    default:
      return error;
  }
}

const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;

async function whoIsAway(cause: unknown, client: Client, { temporalAddress }: Settings): Promise<HoneError> {
  const temporalAnswers = await soon(client, () => client.workflowService.getSystemInfo({}), 2_000).then(() => true, () => false);
  const who = temporalAnswers ? 'No worker answers' : `HONE_TEMPORAL_ADDRESS: Temporal does not answer any more at ${temporalAddress}`;
  return new HoneError('HONE_UNAVAILABLE', `${who}. \`hone up\` starts what is missing; \`hone doctor\` looks.`, { cause });
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
