import { ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import type { ResolvedRun } from '../activities/resolve-request.ts';
import type { ReportParts } from '../activities/write-report.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { RunVerdict } from '../domain/names.ts';
import { overrideProblems } from '../domain/override-problems.ts';
import type { RetrainRequest } from '../domain/request.ts';
import type { RunOutcome, StageResolution } from '../domain/run-view.ts';
import { control, pipeline } from './activities.ts';
import { Approvals } from './approvals.ts';
import { eventsQuery, resolveStageUpdate, statusQuery } from './messages.ts';
import { Notices } from './notices.ts';
import { withLaterSettings } from './older-runs.ts';
import { RunState } from './run-state.ts';
import { withSideWork } from './side-work.ts';
import type { Beside } from './side-work.ts';
import { failureCode, failureMessage, StageRunner } from './stage-runner.ts';

/** What the story of a run works with. */
export interface Run extends ResolvedRun {
  readonly state: RunState;
  readonly stages: StageRunner;
  readonly approvals: Approvals;
  /** Begins what the story need not wait for; the run ends when it has ended, too. */
  readonly beside: Beside;
  /** Keeps artifacts for the report, which is written whatever the end is. */
  keep(parts: ReportParts): void;
}

export interface Ending {
  readonly verdict: RunVerdict;
  readonly packageId: string | null;
  readonly toCollect?: readonly string[];
}

/**
 * Everything around the story: checks the request, answers queries and updates, and writes the report whatever the end
 * is. A run that reaches a verdict is completed; failing gates are a result, not a fault.
 */
export async function conductRun(request: RetrainRequest, story: (run: Run) => Promise<Ending>): Promise<RunOutcome> {
  const state: RunState = new RunState((event) => notices.about(event));
  const notices = new Notices(state);
  const stages = new StageRunner(state);
  const approvals = new Approvals(state);
  setHandler(statusQuery, () => state.view(), { description: 'The run as it is now: stages, parked stages, approval.' });
  setHandler(eventsQuery, (since = 0) => state.events(since), { description: 'What happened after event number N, 200 at a time. Example: 0' });
  handleResolutions(state, stages);
  state.begin();
  const parts: Record<string, ArtifactRef> = {};
  try {
    const resolved = withLaterSettings(await pipeline.resolveRequest({ request, run: workflowInfo().workflowId }));
    state.profile(resolved.profile.name);
    stages.refresh(resolved.request.refresh ?? []);
    const keep = (more: ReportParts): void => void Object.assign(parts, more);
    const ending = await withSideWork((beside) => story({ ...resolved, state, stages, approvals, beside, keep }));
    state.verdict(ending.verdict);
    state.status('Completed');
    const outcome = { ...ending, report: await report(state, parts) };
    await notices.settle();
    return outcome;
  } catch (error) {
    if (isCancellation(error) || failureCode(error) === 'HONE_ABORTED') state.status('Cancelled');
    else state.status('Failed', failureCode(error));
    await CancellationScope.nonCancellable(() => report(state, parts).finally(() => notices.settle()));
    throw isCancellation(error) ? error : explained(error);
  }
}

function handleResolutions(state: RunState, stages: StageRunner): void {
  const example = JSON.stringify({ parkId: '<from the run>', action: 'retry', overrides: {} });
  setHandler(
    resolveStageUpdate,
    (resolution: StageResolution) => {
      stages.resolve(resolution);
      return `${resolution.action} accepted`;
    },
    { validator: (resolution?: StageResolution) => checkResolution(state, resolution ?? {}), description: `Answers a parked stage: retry, skip or abort. Example: ${example}` },
  );
}

/** Refuses a stale park id, so that a reset, which sends updates again, cannot answer a later failure by accident. */
function checkResolution(state: RunState, { parkId = '', action, overrides }: Partial<StageResolution>): void {
  const parked = state.parked(parkId);
  if (!parked) throw refused('HONE_CONFLICT', `parkId: "${parkId}" is not parked. Parked now: ${state.view().parked.map((stage) => stage.parkId).join(', ') || 'nothing'}.`);
  if (!action || !['retry', 'skip', 'abort'].includes(action)) throw refused('HONE_INVALID_INPUT', `action: "${action}" is not valid. Use retry, skip or abort.`);
  if (action === 'skip' && !parked.skippable) throw refused('HONE_INVALID_INPUT', `action: ${parked.stage} cannot be skipped, because later stages need it. Use retry or abort.`);
  const problems = overrideProblems(parked.parameters, overrides ?? {});
  if (problems.length > 0) throw refused('HONE_INVALID_INPUT', problems.join('\n'));
}

async function report(state: RunState, parts: ReportParts): Promise<string> {
  const key = await control.writeReport({ view: state.view(), parts });
  state.report(key);
  return key;
}

/** The failure as the UI should show it: code and message, not the activity machinery around it. */
function explained(error: unknown): unknown {
  if (!(error instanceof ActivityFailure)) return error;
  return ApplicationFailure.create({ message: failureMessage(error), type: failureCode(error), nonRetryable: true, cause: error });
}

function refused(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
