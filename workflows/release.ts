import { workflowInfo } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { GateVerdict } from '../domain/gates.ts';
import type { RunVerdict } from '../domain/names.ts';
import { control } from './activities.ts';
import type { Decision } from './approvals.ts';
import type { Run } from './conduct-run.ts';

/** Asks by policy whether a certified package becomes champion, and moves the alias if so. */
export async function release({ state, approvals, profile }: Run, version: ModelVersion, verdict: GateVerdict): Promise<RunVerdict> {
  if (verdict === 'not-enough-evidence') return 'not-enough-evidence';
  if (verdict === 'fail') return 'gates-failed';
  const { policy, model, approvalTimeoutHours } = profile.release;
  if (policy === 'never') return 'certified';
  const { packageId, evidenceHash } = version;
  const decision = policy === 'manual' ? await approvals.ask({ packageId, evidenceHash: evidenceHash ?? '', verdict: 'pass' }, approvalTimeoutHours) : AUTOMATIC;
  if (!decision) return 'certified';
  if (!decision.approved) return 'rejected';

  state.stage('promote', { state: 'running', reason: 'never cached' });
  const { by, why: reason } = decision;
  const promotion = await control.promote({ model, version, move: { by, reason, run: workflowInfo().workflowId } });
  state.stage('promote', { state: 'made', headline: promotion.headline, finishedAt: new Date().toISOString() });
  return 'promoted';
}

const AUTOMATIC: Decision = { approved: true, by: 'policy auto-if-pass', why: 'every blocking gate passed' };
