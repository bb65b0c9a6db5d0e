import { CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import type { RunEvent } from '../domain/run-view.ts';
import type { WebhookData, WebhookType } from '../domain/webhook-event.ts';
import { notifier } from './activities.ts';
import type { RunState } from './run-state.ts';
import { failureMessage } from './stage-runner.ts';

/** Tells the world of a run's events, beside what the run does. Nothing that goes wrong with it is the run's business. */
export class Notices {
  readonly #state: RunState;
  readonly #underWay: Promise<void>[] = [];
  /** Runs that were under way when webhooks came in go on without. */
  readonly #wanted = patched('webhooks');

  constructor(state: RunState) {
    this.#state = state;
  }

  about(event: RunEvent): void {
    const type = typeOf(event);
    if (type && this.#wanted) this.#underWay.push(this.#tell(type, event));
  }

  /** Waits until the last event is told or given up, which takes two minutes at most. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #tell(type: WebhookType, event: RunEvent): Promise<void> {
    const { number, at } = event;
    const data = dataOf(type, event, this.#state);
    try {
      const { delivered, refused } = await CancellationScope.nonCancellable(() => notifier.notify({ type, number, at, execution: workflowInfo().runId, data }));
      if (delivered.length > 0 && refused.length === 0) this.#state.webhook('delivered', type);
      if (refused.length > 0) this.#state.webhook('failed', `${type}: ${refused.join(', ')}`);
    } catch (error) {
      this.#state.webhook('failed', `${type}: ${failureMessage(error)}`);
    }
  }
}

function typeOf({ type, state }: RunEvent): WebhookType | undefined {
  if (type === 'parked') return 'run.parked';
  if (type === 'approval') return 'run.awaiting_approval';
  if (type === 'verdict' && (state === 'promoted' || state === 'rejected')) return `run.${state}`;
  return type === 'status' && state === 'Failed' ? 'run.failed' : undefined;
}

function dataOf(type: WebhookType, event: RunEvent, state: RunState): WebhookData {
  const { run, profile, verdict, approval, waiver, parked } = state.view();
  const common = { run, profile };
  switch (type) {
    case 'run.parked': {
      const code = parked.find(({ parkId }) => parkId === event.state)?.code;
      return { ...common, ...(event.stage && { stage: event.stage }), ...(code !== undefined && { code }) };
    }
    case 'run.failed':
      return { ...common, ...state.candidate, code: event.text };
    case 'run.awaiting_approval':
      return { ...common, ...state.candidate, ...(approval && { verdict: approval.verdict }), ...(approval?.openGates && { waiver: true }) };
    case 'run.promoted':
    case 'run.rejected':
      return { ...common, ...state.candidate, ...(verdict && { verdict }), ...(waiver && { waiver: true }) };
  }
}
