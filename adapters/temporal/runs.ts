import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure } from '@temporalio/common';
import { ERRORS, HoneError } from '../../domain/errors.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { RetrainRequest } from '../../domain/request.ts';
import type { StageName } from '../../domain/stages.ts';
import type { ApprovalDecision, RunOutcome, RunView, StageResolution } from '../../domain/run-view.ts';
import { listRuns } from './list-runs.ts';
import type { RunFilter, RunPage } from './list-runs.ts';
import { moveActivities, pauseActivities, pendingActivities, unpauseActivities } from './pending-activities.ts';
import type { ActivityView } from './pending-activities.ts';
import { resetRun } from './reset-run.ts';
import { startRun } from './start-run.ts';
import type { StartOptions } from './start-run.ts';

/** The few functions every surface calls: CLI, HTTP and scripts start, watch and steer runs through these. */
export interface Runs {
  /** Starts a run (a plain start: it works with no worker up) and returns its workflow id. */
  start(request: RetrainRequest, options?: StartOptions): Promise<string>;
  /** Runs, newest first, a page at a time. */
  list(filter: RunFilter, pageSize: number, pageToken?: string): Promise<RunPage>;
  view(run: string): Promise<RunView>;
  /** What is under way right now, from the activities' heartbeats. */
  activity(run: string): Promise<ActivityView[]>;
  /** Temporal's own state of the run: RUNNING, COMPLETED, FAILED, CANCELLED, … */
  execution(run: string): Promise<string>;
  /** Waits for the end. @throws HoneError with the run's own code when it failed or was cancelled. */
  result(run: string): Promise<RunOutcome>;
  resolve(run: string, resolution: StageResolution): Promise<string>;
  decide(run: string, decision: 'approve' | 'reject', given: ApprovalDecision): Promise<string>;
  cancel(run: string): Promise<void>;
  /** Goes back to where a stage began, reusing what is finished; returns the id of the new execution. */
  reset(run: string, stage: StageName, reason: string): Promise<string>;
  /** These steer the activities of a run and return their ids. */
  pause(run: string, reason: string): Promise<string[]>;
  unpause(run: string): Promise<string[]>;
  move(run: string, queue: string): Promise<string[]>;
}

export function runs(client: Client): Runs {
  const handle = (run: string) => client.workflow.getHandle(run);
  return {
    start: (request, options) => startRun(client, request, options),
    list: (filter, pageSize, pageToken) => listRuns(client, filter, pageSize, pageToken),
    view: (run) => explained(run, () => handle(run).query<RunView>('status')),
    activity: (run) => explained(run, () => pendingActivities(client, run)),
    execution: (run) => explained(run, async () => (await handle(run).describe()).status.name),
    result: (run) => explained(run, () => handle(run).result() as Promise<RunOutcome>),
    resolve: (run, resolution) => explained(run, () => handle(run).executeUpdate<string, [StageResolution]>('resolveStage', { args: [resolution] })),
    decide: (run, decision, given) => explained(run, () => handle(run).executeUpdate<string, [ApprovalDecision]>(decision, { args: [given] })),
    cancel: async (run) => {
      await explained(run, () => handle(run).cancel());
    },
    reset: (run, stage, reason) => explained(run, () => resetRun(client, run, stage, reason)),
    pause: (run, reason) => explained(run, () => pauseActivities(client, run, reason)),
    unpause: (run) => explained(run, () => unpauseActivities(client, run)),
    move: (run, queue) => explained(run, () => moveActivities(client, run, queue)),
  };
}

/** Temporal's errors as errors of the table. */
async function explained<T>(run: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new HoneError('HONE_NOT_FOUND', `run: "${run}" does not exist. \`hone list\` shows the runs.`, { cause: error });
    const failure = causes(error).find((cause) => cause instanceof ApplicationFailure);
    if (failure?.type && failure.type in ERRORS) throw new HoneError(failure.type as ErrorCode, failure.message, { cause: error });
    const ending = causes(error).find((cause) => cause instanceof CancelledFailure || cause instanceof TerminatedFailure);
    if (ending) throw new HoneError('HONE_ABORTED', `run: "${run}" was ${ending instanceof CancelledFailure ? 'cancelled' : 'terminated'}. \`hone run --resume-from ${run}\` goes on.`, { cause: error });
    if (error instanceof WorkflowUpdateFailedError) throw new HoneError('HONE_CONFLICT', error.cause?.message ?? error.message, { cause: error });
    throw error;
  }
}

function causes(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
