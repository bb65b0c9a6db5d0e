import { condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { GateVerdict } from '../domain/gates.ts';
import type { RunVerdict } from '../domain/names.ts';
import type { Profile } from '../domain/profile.ts';
import type { ApprovalDecision } from '../domain/run-view.ts';
import { control } from './activities.ts';
import { approveUpdate, rejectUpdate } from './messages.ts';
import type { RunState } from './run-state.ts';

/** Asks by policy whether a certified package becomes champion, and moves the alias if so. */
export async function release(state: RunState, profile: Profile, version: ModelVersion, verdict: GateVerdict): Promise<RunVerdict> {
  if (verdict === 'not-enough-evidence') return 'not-enough-evidence';
  if (verdict === 'fail') return 'gates-failed';
  if (profile.release.policy === 'never') return 'certified';
  const decision = profile.release.policy === 'manual' ? await askForApproval(state, profile, version) : AUTOMATIC;
  if (!decision) return 'certified';
  if (!decision.approved) return 'rejected';

  state.stage('promote', { state: 'running', reason: 'never cached' });
  const { by, why: reason } = decision;
  const promotion = await control.promote({ model: profile.release.model, version, move: { by, reason, run: workflowInfo().workflowId } });
  state.stage('promote', { state: 'made', headline: promotion.headline, finishedAt: new Date().toISOString() });
  return 'promoted';
}

interface Decision {
  readonly approved: boolean;
  readonly by: string;
  readonly why: string;
}

const AUTOMATIC: Decision = { approved: true, by: 'policy auto-if-pass', why: 'every blocking gate passed' };

/** Waits for `approve` or `reject`; undefined when nobody answered in time. */
async function askForApproval(state: RunState, { release: { approvalTimeoutHours } }: Profile, version: ModelVersion): Promise<Decision | undefined> {
  let decision: Decision | undefined;
  const decide = (approved: boolean) => ({ by, why }: ApprovalDecision): string => {
    decision = { approved, by, why };
    return approved ? 'approved' : 'rejected';
  };
  const evidenceHash = version.evidenceHash ?? '';
  const validator = (given: ApprovalDecision): void => {
    if (decision) throw ApplicationFailure.nonRetryable('This promotion was decided already.', 'HONE_CONFLICT');
    if (given.evidenceHash !== evidenceHash) throw ApplicationFailure.nonRetryable(`evidenceHash: ${given.evidenceHash} is stale; the evidence now is ${evidenceHash}.`, 'HONE_CONFLICT');
    if (!given.by || !given.why) throw ApplicationFailure.nonRetryable('by and why: both must be given.', 'HONE_INVALID_INPUT');
  };
  const example = JSON.stringify({ evidenceHash: '<from the run>', by: 'ada', why: 'read the evidence' });
  setHandler(approveUpdate, decide(true), { validator, description: `Approves the promotion. Example: ${example}` });
  setHandler(rejectUpdate, decide(false), { validator, description: `Rejects the promotion. Example: ${example}` });
  state.approval({ packageId: version.packageId, evidenceHash, verdict: 'pass' });
  await condition(() => decision !== undefined, `${approvalTimeoutHours} hours`);
  state.approval(null);
  return decision;
}
