import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { ApprovalDecision, RunEvent, RunView, StageResolution } from '../domain/run-view.ts';

/** The run as it is now. */
export const statusQuery = defineQuery<RunView>('status');

/** What happened after the event with this number; at most 200 events at a time. */
export const eventsQuery = defineQuery<RunEvent[], [number?]>('events');

/** Answers a parked stage: retry (with changed parameters), skip where allowed, or abort the run. */
export const resolveStageUpdate = defineUpdate<string, [StageResolution]>('resolveStage');

/** Decides on a promotion that waits for a person. */
export const approveUpdate = defineUpdate<string, [ApprovalDecision]>('approve');
export const rejectUpdate = defineUpdate<string, [ApprovalDecision]>('reject');
