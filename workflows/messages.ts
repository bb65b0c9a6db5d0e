import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { ApprovalDecision, RunView, StageResolution } from '../domain/run-view.ts';

/** The run as it is now. */
export const statusQuery = defineQuery<RunView>('status');

/** Answers a parked stage: retry (with changed parameters), skip where allowed, or abort the run. */
export const resolveStageUpdate = defineUpdate<string, [StageResolution]>('resolveStage');

/** Decides on a promotion that waits for a person. */
export const approveUpdate = defineUpdate<string, [ApprovalDecision]>('approve');
export const rejectUpdate = defineUpdate<string, [ApprovalDecision]>('reject');
