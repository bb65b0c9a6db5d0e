import type { AuditJob, AuditSummary } from '../activities/audit.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { shortTrainSettings } from '../domain/short-train-settings.ts';
import type { StageOutcome } from '../domain/stages.ts';
import { gpu, pipeline } from './activities.ts';
import type { Run } from './conduct-run.ts';
import { fanOut } from './fan-out.ts';
import { foldsOf } from './folds-of.ts';
import { SKIPPED } from './stage-runner.ts';

/** An input of the stages that learn: rows they leave out. Not there when there are none, so that keys stay as they were. */
export interface Doubted {
  readonly doubts?: ArtifactRef;
}

/** Finds training rows whose label a person should look at. None where the profile asks for no audit or an operator skips it. */
export async function auditLabels({ profile, stages, decisions }: Run, training: ArtifactRef): Promise<Doubted> {
  const { seed, model, review, bootstrap } = profile;
  // A run that was resolved before there were reviews has no settings for them.
  if (!review || review.folds < 2) return {};
  const audited = await stages.runSkippable(
    { stage: 'audit', parameters: { ...review, seed, model, train: shortTrainSettings(bootstrap) }, inputs: { training, ...(decisions ? { decisions } : {}) } },
    ({ request, lease, units }) => audit({ request, lease }, units),
  );
  return audited !== SKIPPED && audited.outputs.doubts.rows ? { doubts: audited.outputs.doubts } : {};
}

/** Trains without each fold in turn, and scores that fold with the result. */
async function audit(job: AuditJob, units: (done: number, total: number) => void): Promise<StageOutcome<'doubts', AuditSummary>> {
  const { lease } = job;
  const { model, train, seed, folds } = job.request.parameters;
  const cut = await pipeline.cutFolds(job);
  const scores = await fanOut(
    foldsOf(cut.outputs, folds),
    async ({ fold, train: rows, validation, held }) => {
      const name = `fold-${fold}`;
      const trained = await gpu.shortTraining({ lease, parameters: { model, train, seed }, inputs: { train: rows, validation }, score: { [name]: held } });
      return trained.outputs[name]!;
    },
    units,
  );
  return pipeline.finishAudit({ ...job, scores });
}
