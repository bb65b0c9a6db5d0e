import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { ApprovalDecision, ApprovalView } from '../domain/run-view.ts';
import type { WaiverText } from '../domain/waiver.ts';
import { approveUpdate, rejectUpdate } from './messages.ts';
import type { RunState } from './run-state.ts';

export interface Decision {
  readonly approved: boolean;
  readonly by: string;
  readonly why: string;
  /** There exactly where a model was approved whose gates had not passed. */
  readonly waiver?: WaiverText;
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
    setHandler(approveUpdate, this.#decide(true), {
      validator: (given?: Partial<ApprovalDecision>) => this.#checkApproval(this.#check(given ?? {}), given ?? {}),
      description: `Approves the promotion. Example: ${EXAMPLE}. Where gates did not pass, with a waiver, too: ${WAIVER_EXAMPLE}`,
    });
    setHandler(rejectUpdate, this.#decide(false), {
      validator: (given?: Partial<ApprovalDecision>) => {
        this.#check(given ?? {});
        if (given?.waiver) throw refused('HONE_INVALID_INPUT', 'waiver: only an approval takes one. Reject without.');
      },
      description: `Rejects the promotion. Example: ${EXAMPLE}`,
    });
  }

  /** Waits for `approve` or `reject`; undefined when nobody answered in time. */
  async ask(approval: ApprovalView, timeoutHours: number): Promise<Decision | undefined> {
    this.#asked = approval;
    this.#decision = undefined;
    this.#state.approval(approval);
    try {
      await condition(() => this.#decision !== undefined, `${timeoutHours} hours`);
    } finally {
      this.#asked = null;
    }
    this.#state.approval(null);
    return this.#decision;
  }

  #decide(approved: boolean): (given: ApprovalDecision) => string {
    return ({ by, why, waiver }) => {
      this.#decision = { approved, by, why, ...(waiver && { waiver: { by: waiver.by, why: waiver.why } }) };
      return approved ? 'approved' : 'rejected';
    };
  }

  /** Refuses what was meant for other evidence: a reset of the workflow sends old updates again. */
  #check({ evidenceHash, by, why }: Partial<ApprovalDecision>): ApprovalView {
    if (!this.#asked) throw refused('HONE_CONFLICT', `No promotion waits for approval; the run is ${this.#state.view().status}.`);
    if (this.#decision) throw refused('HONE_CONFLICT', 'This promotion was decided already.');
    if (evidenceHash !== this.#asked.evidenceHash) throw refused('HONE_CONFLICT', `evidenceHash: ${evidenceHash ?? 'missing'} is stale; the evidence now is ${this.#asked.evidenceHash}.`);
    if (!by || !why) throw refused('HONE_INVALID_INPUT', `by and why: both must be given. Example: ${EXAMPLE}`);
    return this.#asked;
  }

  #checkApproval({ openGates }: ApprovalView, { waiver }: Partial<ApprovalDecision>): void {
    if (!openGates && waiver) throw refused('HONE_INVALID_INPUT', 'waiver: every blocking gate passed, so there is nothing to waive. Approve without.');
    if (!openGates || (isText(waiver?.by) && isText(waiver?.why))) return;
    const named = openGates.map(({ gate, verdict, sentence }) => `${gate} (${verdict}: ${sentence})`).join(', ');
    throw refused('HONE_INVALID_INPUT', `waiver: ${waiver ? 'by and why must both say something, in at most 2000 characters' : 'missing'}. These gates did not pass: ${named}. Who promotes the package all the same answers for it in writing: ${WAIVER_EXAMPLE}`);
  }
}

function isText(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '' && text.length <= 2_000;
}

const WAIVER_EXAMPLE = JSON.stringify({ waiver: { by: 'grace', why: 'what justifies it, kept for ever' } });

const EXAMPLE = JSON.stringify({ evidenceHash: '<from the run>', by: 'ada', why: 'read the evidence' });

function refused(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
