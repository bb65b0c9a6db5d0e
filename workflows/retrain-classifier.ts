import { patched } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { Ingested } from '../activities/ingest.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { certificationGates } from '../domain/gate-set.ts';
import type { RetrainRequest } from '../domain/request.ts';
import type { RunOutcome } from '../domain/run-view.ts';
import { isExtraSet } from '../domain/sets.ts';
import type { ExtraSet } from '../domain/sets.ts';
import { gatesOfThreshold } from '../domain/threshold-control.ts';
import { pipeline } from './activities.ts';
import { auditLabels } from './audit-labels.ts';
import { championOf } from './champion.ts';
import { conductRun } from './conduct-run.ts';
import type { Ending, Run } from './conduct-run.ts';
import { convertModel, sizeLimit } from './convert-model.ts';
import { certify, mine, probe } from './fan-out-stages.ts';
import { planRound } from './one-round.ts';
import type { RoundInputs } from './one-round.ts';
import { release } from './release.ts';
import { tryRounds } from './rounds.ts';
import { runAblation } from './run-ablation.ts';
import { runLoso } from './run-loso.ts';
import { runPilots } from './run-pilots.ts';
import { SKIPPED } from './stage-runner.ts';
import { stressModels } from './stress-models.ts';

/**
 * Retrains the classifier until its false-positive rate is proven. Takes one object, all fields optional; `{}` and
 * nothing at all run the sample profile. Reads top to bottom; `conduct-run.ts` is what happens around it.
 */
export function retrainClassifier(request?: RetrainRequest): Promise<RunOutcome> {
  return conductRun(request ?? {}, story);
}

async function story(run: Run): Promise<Ending> {
  const { profile, stages, state } = run;
  const { seed, cuts, threshold, gates, model } = profile;
  const falsePositiveLimit = certificationGates(gates).find((gate) => gate.quantity === 'false-positive-rate')?.limit ?? 0;

  const decisions = run.decisions ? { decisions: run.decisions } : {};

  const sets = await stages.run(
    { stage: 'ingest', parameters: { ...profile.ingest, shapes: run.shapes, ...(profile.unseen && { holdOut: { unseen: profile.unseen, seed, cuts } }) }, inputs: { ...run.sets, ...decisions } },
    ({ request, lease }) => pipeline.ingest({ request, lease }),
  );
  const { training, traffic, attacks } = sets.outputs;
  const doubted = await auditLabels(run, training);
  const champion = await championOf(run, sets.outputs, doubted);
  const reported = sets.outputs.reported?.rows ? { reported: sets.outputs.reported } : {};
  const hardNegatives = sets.outputs.hardNegatives?.rows ? { hardNegatives: sets.outputs.hardNegatives } : {};
  const trainingHardNegatives = sets.outputs.trainingHardNegatives?.rows ? { trainingHardNegatives: sets.outputs.trainingHardNegatives } : {};
  const contrastPairs = sets.outputs.contrastPairs?.rows ? { contrastPairs: sets.outputs.contrastPairs } : {};

  const mined = await stages.run(
    {
      stage: 'mine',
      parameters: { seed, cuts, threshold, gates: gatesOfThreshold(gates), mine: profile.mine, model, taxonomy: run.taxonomy },
      inputs: { training, traffic, attacks, given: sets.outputs.falsePositives, ...reported, ...hardNegatives, ...decisions, ...champion.version.files },
    },
    ({ request, lease, units }) => mine({ request, lease }, units),
  );
  const { tuning, certification, falsePositives } = mined.outputs;
  run.keep({ baseline: mined.outputs.baseline });
  if (mined.summary.control.wouldPass && profile.mine.whenThresholdSuffices === 'stop' && !asksOnly(run.request)) return { verdict: 'threshold-only', packageId: null };

  if (run.request.ablation) {
    run.keep((await runAblation(run, champion, { training, falsePositives, tuning, ...doubted }, falsePositiveLimit)).outputs);
    return { verdict: 'ablated', packageId: null };
  }

  if (run.request.loso) {
    const rotated = await runLoso(run, { training, mining: mined.outputs.mining, tuning, ...trainingHardNegatives, ...contrastPairs, ...doubted }, threshold.aim * falsePositiveLimit);
    run.keep(rotated.outputs);
    return { verdict: 'rotated', packageId: null };
  }

  const pilots = run.request.pilot ? (await runPilots(run, champion, { training, falsePositives, tuning, ...doubted })).outputs : {};
  run.keep(pilots);

  const given: RoundInputs = {
    training, falsePositives, tuning, certification, hardNegatives, trainingHardNegatives, contrastPairs, doubted, champion, pilots,
    unseen: unseenSets(sets.outputs), mined: mined.summary, limit: falsePositiveLimit,
  };
  if (run.request.pilot) {
    await planRound(run, given);
    return { verdict: 'planned', packageId: null };
  }
  const { weights, train, evidence, parts: { rounds } } = await tryRounds(run, given);
  if (evidence?.decision === 'stop') return { verdict: 'gates-failed', packageId: null };

  const converted = await stages.run(
    {
      stage: 'convert',
      parameters: { ...profile.convert, maxTokens: model.maxTokens, seed, cuts, threshold: { ...threshold, limit: falsePositiveLimit }, ...sizeLimit(gates) },
      inputs: { rows: tuning, traffic, ...weights },
    },
    convertModel,
  );
  const files = { model: converted.outputs.model, tokenizer: converted.outputs.tokenizer, honeJson: converted.outputs.honeJson };
  const { latency, equivalence } = converted.outputs;
  run.keep({ latency, equivalence });

  // Runs that were under way when probes came in go on without.
  const probed = patched('probe')
    ? await stages.runSkippable(
        {
          stage: 'probe',
          parameters: { seed, champion: champion.version.files },
          inputs: { tuning, train, ...unseenSets(sets.outputs), ...hardNegatives, ...files },
        },
        ({ request, lease, units }) => probe({ request, lease }, units),
      )
    : SKIPPED;
  const measured = probed === SKIPPED ? {} : { probe: probed.outputs.probe };
  run.keep(measured);
  const stressed = profile.stress && patched('stress') ? await stressModels(run, { tuning, ...(given.unseen.unseen && { unseen: given.unseen.unseen }) }, champion.version.files, files) : {};

  const certified = await stages.run(
    // Runs that were under way when hard negatives came in go on without.
    {
      stage: 'certify',
      parameters: { gates, looks: profile.certification.looks, seed, champion: champion.version.files },
      inputs: { certification, ...files, ...(hardNegatives.hardNegatives && patched('certify-hard-negatives') ? hardNegatives : {}), ...measured, ...stressed },
    },
    ({ request, lease, units }) => {
      const attachments = { latency, equivalence, ...(champion.latency ? { championLatency: champion.latency } : {}) };
      return certify({ request, lease, attachments }, units, (headline) => state.stage('certify', { headline }));
    },
  );
  const { certificate } = certified.outputs;
  run.keep({ certificate });
  state.measured(certified.summary.challenger.falsePositiveRate);

  const packaged = await stages.run(
    { stage: 'package', parameters: { certificate: certified.key, judged: certificate.sha256 }, inputs: files },
    ({ request, lease }) => pipeline.packageModel({ request, lease, attachments: { certificate, latency, equivalence, ...(rounds && { rounds }) }, stages: state.stages }),
  );
  run.keep({ ...packaged.outputs, ...files });

  const version: ModelVersion = { packageId: packaged.summary.packageId, files, weights, evidenceHash: packaged.outputs.evidence.sha256 };
  const verdict = await release(run, version, { verdict: certified.summary.verdict, certificate });
  const { toCollect } = certified.summary;
  return { verdict, packageId: version.packageId, ...(verdict === 'not-enough-evidence' && toCollect && { toCollect }) };
}

/** Runs that answer a question, and make no model that a moved threshold could spare. */
function asksOnly({ pilot, ablation, loso }: RetrainRequest): boolean {
  return [pilot, ablation, loso].includes(true);
}

/** Sets of `ingest` that nothing is trained on and that the gates of natural traffic do not speak of, those that have rows. */
function unseenSets({ unseen, later, ...others }: Ingested['outputs']): Pick<Ingested['outputs'], 'unseen' | 'later'> & Readonly<Record<ExtraSet, ArtifactRef>> {
  const extras = Object.entries(others).flatMap(([name, rows]) => (isExtraSet(name) && rows.rows ? [[name, rows] as const] : []));
  return { ...(unseen?.rows && { unseen }), ...(later?.rows && { later }), ...Object.fromEntries(extras) };
}
