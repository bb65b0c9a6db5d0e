import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { invalidInput } from '../../domain/errors.ts';
import type { HoneError } from '../../domain/errors.ts';
import { EXAMPLE_RUN, WORKFLOW_TYPE } from '../../domain/names.ts';
import type { RunStatus, RunVerdict } from '../../domain/names.ts';

/** Which runs to list; times are ISO 8601, `since` counts in, `until` does not. */
export interface RunFilter {
  readonly status?: RunStatus | undefined;
  readonly profile?: string | undefined;
  readonly verdict?: RunVerdict | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface RunSummary {
  readonly run: string;
  /** Temporal's own state: RUNNING, COMPLETED, FAILED, CANCELLED, TERMINATED, … */
  readonly state: string;
  readonly status: string;
  readonly stage: string;
  readonly profile: string;
  readonly verdict: string;
  /** As certified, a fraction; null until then. */
  readonly falsePositiveRate: number | null;
  readonly startedAt: string;
  readonly closedAt: string | null;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Given back to get the next page; null on the last. */
  readonly nextPageToken: string | null;
}

/** Runs, newest first, one page at a time. @throws HoneError HONE_INVALID_INPUT for a token that is none. */
export async function listRuns(client: Client, filter: RunFilter, pageSize: number, pageToken?: string): Promise<RunPage> {
  const { namespace } = client.options;
  const asked = { namespace, query: queryOf(filter), pageSize, nextPageToken: opened(pageToken) };
  const answer = await client.workflowService.listWorkflowExecutions(asked).catch((error: unknown) => {
    throw pageToken !== undefined && isInvalidArgument(error) ? noToken(pageToken) : error;
  });
  return { runs: (answer.executions ?? []).map(summaryOf), nextPageToken: answer.nextPageToken?.length ? sealed(answer.nextPageToken) : null };
}

const CHECKSUM_BYTES = 8;

/** With a checksum: the server takes some broken tokens for a fault of its own, and its client asks again and again. */
function sealed(token: Uint8Array): string {
  return Buffer.concat([checksumOf(token), token]).toString('base64url');
}

function opened(pageToken: string | undefined): Uint8Array {
  if (pageToken === undefined) return new Uint8Array();
  const bytes = Buffer.from(pageToken, 'base64url');
  const token = bytes.subarray(CHECKSUM_BYTES);
  if (token.length > 0 && checksumOf(token).equals(bytes.subarray(0, CHECKSUM_BYTES))) return token;
  throw noToken(pageToken);
}

function checksumOf(token: Uint8Array): Buffer {
  return createHash('sha256').update(token).digest().subarray(0, CHECKSUM_BYTES);
}

function noToken(pageToken: string): HoneError {
  return invalidInput('pageToken', pageToken, 'Give the nextPageToken of the page before, or leave it out.');
}

type ExecutionInfo = proto.temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** Values come from closed lists or patterns without quotes; what is left of a quote is doubled. */
function queryOf({ status, profile, verdict, since, until }: RunFilter): string {
  const is = (name: string, sign: string, value: string | undefined): string[] => (value === undefined ? [] : [`${name} ${sign} '${value.replaceAll("'", "''")}'`]);
  return [
    `WorkflowType = '${WORKFLOW_TYPE}'`,
    `WorkflowId != '${EXAMPLE_RUN}'`,
    ...is('HoneStatus', '=', status),
    ...is('HoneProfile', '=', profile),
    ...is('HoneVerdict', '=', verdict),
    ...is('StartTime', '>=', since),
    ...is('StartTime', '<', until),
  ].join(' AND ');
}

function summaryOf({ execution, status, searchAttributes, startTime, closeTime }: ExecutionInfo): RunSummary {
  const attribute = (name: string): unknown => {
    const data = searchAttributes?.indexedFields?.[name]?.data;
    return data?.length ? JSON.parse(Buffer.from(data).toString()) : undefined;
  };
  const keyword = (name: string): string => {
    const value = attribute(name);
    return typeof value === 'string' ? value : '';
  };
  const rate = attribute('HoneFalsePositiveRate');
  return {
    run: execution?.workflowId ?? '',
    state: proto.temporal.api.enums.v1.WorkflowExecutionStatus[status ?? 0]!.replace('WORKFLOW_EXECUTION_STATUS_', ''),
    status: keyword('HoneStatus'),
    stage: keyword('HoneStage'),
    profile: keyword('HoneProfile'),
    verdict: keyword('HoneVerdict'),
    falsePositiveRate: typeof rate === 'number' ? rate : null,
    startedAt: isoOf(startTime) ?? '',
    closedAt: isoOf(closeTime),
  };
}

function isoOf(time: proto.google.protobuf.ITimestamp | null | undefined): string | null {
  return time?.seconds ? new Date(Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6).toISOString() : null;
}

function isInvalidArgument(error: unknown): boolean {
  return (error as { code?: number }).code === 3;
}
