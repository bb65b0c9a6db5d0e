import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { ApprovalDecision, ApprovalView } from '../domain/run-view.ts';
import { approveUpdate, rejectUpdate } from './messages.ts';
import type { RunState } from './run-state.ts';

export interface Decision {
  readonly approved: boolean;
  readonly by: string;
  readonly why: string;
}

/**
 * The promotions of a run that wait for a person. Its updates are listed from the start, so that an operator sees them before
 * they are needed; until then they are refused.
 */
export class Approvals {
  readonly #state: RunState;
  #asked: ApprovalView | null = null;
  #decision: Decision | undefined;

  constructor(state: RunState) {
    this.#state = state;
    const validator = (given?: Partial<ApprovalDecision>): void => this.#check(given ?? {});
    setHandler(approveUpdate, this.#decide(true), { validator, description: `Approves the promotion. Example: ${EXAMPLE}` });
    setHandler(rejectUpdate, this.#decide(false), { validator, description: `Rejects the promotion. Example: ${EXAMPLE}` });
  }

  /** Waits for `approve` or `reject`; undefined when nobody answered in time. */
  async ask(approval: ApprovalView, timeoutHours: number): Promise<Decision | undefined> {
    this.#asked = approval;
    this.#decision = undefined;
    this.#state.approval(approval);
    await condition(() => this.#decision !== undefined, `${timeoutHours} hours`);
    this.#asked = null;
    this.#state.approval(null);
    return this.#decision;
  }

  #decide(approved: boolean): (given: ApprovalDecision) => string {
    return ({ by, why }) => {
      this.#decision = { approved, by, why };
      return approved ? 'approved' : 'rejected';
    };
  }

  /** Refuses what was meant for other evidence: a reset of the workflow sends old updates again. */
  #check({ evidenceHash, by, why }: Partial<ApprovalDecision>): void {
    if (!this.#asked) throw refused('HONE_CONFLICT', `No promotion waits for approval; the run is ${this.#state.view().status}.`);
    if (this.#decision) throw refused('HONE_CONFLICT', 'This promotion was decided already.');
    if (evidenceHash !== this.#asked.evidenceHash) throw refused('HONE_CONFLICT', `evidenceHash: ${evidenceHash ?? 'missing'} is stale; the evidence now is ${this.#asked.evidenceHash}.`);
    if (!by || !why) throw refused('HONE_INVALID_INPUT', `by and why: both must be given. Example: ${EXAMPLE}`);
  }
}

const EXAMPLE = JSON.stringify({ evidenceHash: '<from the run>', by: 'ada', why: 'read the evidence' });

function refused(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
