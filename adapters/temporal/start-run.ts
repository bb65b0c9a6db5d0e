import { randomUUID } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { HoneError } from '../../domain/errors.ts';
import { QUEUES, WORKFLOW_TYPE } from '../../domain/names.ts';
import type { RetrainRequest } from '../../domain/request.ts';

/** What makes two starts one. */
export interface Once {
  /** Workflow id: the same for every start that is meant to be one. */
  readonly run: string;
  /** Hash of the request: compared with the one the run was started with. */
  readonly requestHash: string;
}

export interface StartOptions {
  /** Without it, each start is a run of its own. */
  readonly once?: Once;
  /** Kept in the run's memo. */
  readonly memo?: Readonly<Record<string, string>>;
}

/**
 * Starts a run, or finds the one that was started `once` before, whether it still runs or not, and returns its workflow id. A
 * plain start, so that no worker need be up.
 * @throws HoneError HONE_CONFLICT when that run was started with another request.
 */
export async function startRun(client: Client, request: RetrainRequest, { once, memo = {} }: StartOptions = {}): Promise<string> {
  const profile = request.profile ?? 'sample';
  const workflowId = once?.run ?? `hone-${profile}-${randomUUID().slice(0, 8)}`;
  const options = { taskQueue: QUEUES.pipeline, workflowId, args: [request], staticSummary: `retrain ${profile}` };
  if (!once) {
    await client.workflow.start(WORKFLOW_TYPE, { ...options, memo });
    return workflowId;
  }
  const { requestHash } = once;
  await client.workflow
    .start(WORKFLOW_TYPE, { ...options, memo: { ...memo, requestHash }, workflowIdReusePolicy: 'REJECT_DUPLICATE', workflowIdConflictPolicy: 'USE_EXISTING' })
    .catch((error: unknown) => {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    });
  // Whether this call won is not asked: a lost answer and a lost race look alike, and what counts is what was started.
  const { memo: kept } = await client.workflow.getHandle(workflowId).describe();
  if (kept?.['requestHash'] === requestHash) return workflowId;
  throw new HoneError('HONE_CONFLICT', `Idempotency-Key: it was used for another request, which started ${workflowId}. Send that request again, or take a new key.`);
}
