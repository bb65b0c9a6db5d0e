import { workflowInfo } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { GateVerdict } from '../domain/gates.ts';
import type { RunVerdict } from '../domain/names.ts';
import type { Waiver } from '../domain/waiver.ts';
import { control } from './activities.ts';
import type { Decision } from './approvals.ts';
import type { Run } from './conduct-run.ts';

/** What certification found of the package, and the certificate that says so. */
export interface Certified {
  readonly verdict: GateVerdict;
  readonly certificate: ArtifactRef;
}

/** Asks by policy whether the package becomes champion, and moves the alias if so. What did not pass needs a waiver. */
export async function release(run: Run, version: ModelVersion, { verdict, certificate }: Certified): Promise<RunVerdict> {
  run.state.release({ packageId: version.packageId, evidenceHash: version.evidenceHash ?? '' });
  if (verdict !== 'pass') return releaseByWaiver(run, version, verdict, certificate);
  const { policy, approvalTimeoutHours } = run.profile.release;
  if (policy === 'never') return 'certified';
  const { packageId, evidenceHash } = version;
  const decision = policy === 'manual' ? await run.approvals.ask({ packageId, evidenceHash: evidenceHash ?? '', verdict }, approvalTimeoutHours) : AUTOMATIC;
  if (!decision) return 'certified';
  if (!decision.approved) return 'rejected';
  await promote(run, version, decision);
  return 'promoted';
}

const AUTOMATIC: Decision = { approved: true, by: 'policy auto-if-pass', why: 'every blocking gate passed' };

/** Only where the profile allows it, and only by a person: without an answer the run ends with what its gates say. */
async function releaseByWaiver(run: Run, version: ModelVersion, verdict: Waiver['verdict'], certificate: ArtifactRef): Promise<RunVerdict> {
  const unreleased = verdict === 'fail' ? 'gates-failed' : 'not-enough-evidence';
  const { policy, waivers, approvalTimeoutHours } = run.profile.release;
  if (policy !== 'manual' || waivers !== 'allowed') return unreleased;
  const { packageId, evidenceHash } = version;
  const gates = await control.openGates({ certificate });
  const decision = await run.approvals.ask({ packageId, evidenceHash: evidenceHash ?? '', verdict, openGates: gates }, approvalTimeoutHours);
  if (!decision) return unreleased;
  if (!decision.approved || !decision.waiver) return 'rejected';
  const at = new Date().toISOString();
  await promote(run, version, decision, { ...decision.waiver, at, run: workflowInfo().workflowId, packageId, evidenceHash: evidenceHash ?? '', verdict, gates });
  return 'promoted';
}

async function promote(run: Run, version: ModelVersion, { by, why: reason }: Decision, waiver?: Waiver): Promise<void> {
  const { state, profile } = run;
  state.stage('promote', { state: 'running', reason: 'never cached' });
  const move = { by, reason, run: workflowInfo().workflowId, ...(waiver && { waiver }) };
  const promotion = await control.promote({ model: profile.release.model, version, move });
  if (waiver) state.waived(waiver);
  if (promotion.waiver) run.keep({ waiver: promotion.waiver });
  state.stage('promote', { state: 'made', headline: promotion.headline, finishedAt: new Date().toISOString() });
}
