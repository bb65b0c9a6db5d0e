import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { invalidInput } from '../../domain/errors.ts';
import type { StageName, StageRequest } from '../../domain/stages.ts';
import { decodePayload } from './decode-payload.ts';

type Event = proto.temporal.api.history.v1.IHistoryEvent;

/**
 * Takes a run, open or closed, back to where a stage began and lets it go on from there, with what was finished reused. Answers
 * that operators gave since then are forgotten. Returns the id of the new execution.
 * @throws HoneError HONE_INVALID_INPUT when the run never came to the stage.
 */
export async function resetRun(client: Client, run: string, stage: StageName, reason: string): Promise<string> {
  const handle = client.workflow.getHandle(run);
  const { runId } = await handle.describe();
  const { events } = await client.workflow.getHandle(run, runId).fetchHistory();
  const reached = await stagesIn(client, events ?? []);
  const eventId = reached.get(stage);
  if (eventId === undefined) throw invalidInput('to', stage, `${run} has not come to this stage; it came to ${[...reached.keys()].join(', ') || 'none'}.`);
  const { runId: next } = await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: run, runId },
    workflowTaskFinishEventId: eventId,
    resetReapplyExcludeTypes: [proto.temporal.api.enums.v1.ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
    requestId: randomUUID(),
    reason,
  });
  return next;
}

/** Where each stage began: the end of the workflow task that first asked for it. */
async function stagesIn(client: Client, events: readonly Event[]): Promise<Map<StageName, NonNullable<Event['eventId']>>> {
  const found = new Map<StageName, NonNullable<Event['eventId']>>();
  for (const { activityTaskScheduledEventAttributes: scheduled } of events) {
    const stage = scheduled && (await stageOf(client, scheduled));
    if (stage && scheduled.workflowTaskCompletedEventId && !found.has(stage)) found.set(stage, scheduled.workflowTaskCompletedEventId);
  }
  return found;
}

/** `openStage` begins every stage but the last, which is never cached. */
async function stageOf(client: Client, { activityType, input }: proto.temporal.api.history.v1.IActivityTaskScheduledEventAttributes): Promise<StageName | undefined> {
  if (activityType?.name === 'promote') return 'promote';
  if (activityType?.name !== 'openStage') return undefined;
  return (await decodePayload<{ readonly request: StageRequest }>(client, input?.payloads?.[0]))?.request.stage;
}
