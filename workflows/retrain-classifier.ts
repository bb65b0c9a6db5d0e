import { patched } from '@temporalio/workflow';
import type { ModelVersion } from '../activities/engine/registry.ts';
import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { plannedSettings } from '../domain/planning/plan-input.ts';
import { categoryNames } from '../domain/taxonomy.ts';
import type { RetrainRequest } from '../domain/request.ts';
import type { RunOutcome } from '../domain/run-view.ts';
import { gatesOfThreshold } from '../domain/threshold-control.ts';
import { gpu, pipeline } from './activities.ts';
import { auditLabels } from './audit-labels.ts';
import { championOf } from './champion.ts';
import { conductRun } from './conduct-run.ts';
import type { Ending, Run } from './conduct-run.ts';
import { convertModel, sizeLimit } from './convert-model.ts';
import { crossValidate } from './cross-validate.ts';
import { certify, generate, mine } from './fan-out-stages.ts';
import { release } from './release.ts';
import { runAblation } from './run-ablation.ts';
import { runPilots } from './run-pilots.ts';
import { SKIPPED } from './stage-runner.ts';
import { stressModels } from './stress-models.ts';
import { trainWithProgress } from './train-with-progress.ts';

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
  const falsePositiveLimit = gates.find((gate) => gate.quantity === 'false-positive-rate')?.limit ?? 0;

  const decisions = run.decisions ? { decisions: run.decisions } : {};
  const providers = run.providers ? { providers: run.providers } : {};

  const sets = await stages.run(
    { stage: 'ingest', parameters: { ...profile.ingest, shapes: run.shapes }, inputs: { ...run.sets, ...decisions } },
    ({ request, lease }) => pipeline.ingest({ request, lease }),
  );
  const { training, traffic, attacks } = sets.outputs;
  const doubted = await auditLabels(run, training);
  const champion = await championOf(run, sets.outputs, doubted);
  const reported = sets.outputs.reported?.rows ? { reported: sets.outputs.reported } : {};
  const hardNegatives = sets.outputs.hardNegatives?.rows ? { hardNegatives: sets.outputs.hardNegatives } : {};
  const trainingHardNegatives = sets.outputs.trainingHardNegatives?.rows ? { trainingHardNegatives: sets.outputs.trainingHardNegatives } : {};

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
  if (mined.summary.control.wouldPass && profile.mine.whenThresholdSuffices === 'stop' && !run.request.pilot && !run.request.ablation) return { verdict: 'threshold-only', packageId: null };

  if (run.request.ablation) {
    run.keep((await runAblation(run, champion, { training, falsePositives, tuning, ...doubted }, falsePositiveLimit)).outputs);
    return { verdict: 'ablated', packageId: null };
  }

  const pilots = run.request.pilot ? (await runPilots(run, champion, { training, falsePositives, tuning, ...doubted })).outputs : {};
  run.keep(pilots);

  const planned = await stages.run(
    {
      stage: 'plan',
      parameters: { ...plannedSettings(profile), mined: mined.summary.mined, categories: categoryNames(run.taxonomy), ...providers },
      inputs: { training, falsePositives, certification, ...pilots, ...trainingHardNegatives },
    },
    ({ request, lease }) => pipeline.plan({ request, lease, ...(champion.metrics ? { attachments: { metrics: champion.metrics } } : {}) }),
  );
  const { allocation, variationsPerFalsePositive, maliciousAugmentations, hardNegatives: handWritten } = planned.summary;
  run.keep({ plan: planned.outputs.plan, recommendation: planned.outputs.recommendation });
  if (run.request.pilot) return { verdict: 'planned', packageId: null };

  const generated = await stages.run(
    {
      stage: 'generate',
      parameters: {
        seed, cuts, allocation, variationsPerFalsePositive, maliciousAugmentations, augmentation: profile.augmentation,
        nearDuplicateJaccard: profile.ingest.nearDuplicateJaccard, model, ...providers, ...(run.providers && { llm: profile.plan.llm }),
      },
      inputs: { training, falsePositives, tuning, certification, ...hardNegatives, ...doubted, ...champion.version.files },
    },
    ({ request, lease, units }) => generate({ request, lease }, units),
  );
  const { variations, covered } = generated.outputs;
  run.keep({ accounting: generated.outputs.accounting });

  const splits = await stages.run(
    {
      stage: 'assemble',
      parameters: { ...profile.assemble, seed, cuts, nearDuplicateJaccard: profile.ingest.nearDuplicateJaccard, ...(handWritten && { hardNegatives: handWritten }) },
      inputs: { training, falsePositives, covered, variations, tuning, certification, ...hardNegatives, ...(handWritten && trainingHardNegatives), ...doubted },
    },
    ({ request, lease }) => pipeline.assemble({ request, lease }),
  );
  run.keep({ splits: splits.outputs.accounting });

  const start = profile.train.startFrom === 'champion' ? champion.version.weights : null;
  const learned = { train: splits.outputs.train, validation: splits.outputs.validation, tuning, ...start };
  run.beside(() => crossValidate(run, learned, falsePositiveLimit));
  const trained = await stages.run(
    { stage: 'train', parameters: { model, train: profile.train, seed }, inputs: learned },
    ({ request, lease }) => trainWithProgress({ request, lease }),
  );
  const weights = { weights: trained.outputs.weights, config: trained.outputs.config, tokenizer: trained.outputs.tokenizer };
  run.keep({ metrics: trained.outputs.metrics });

  const validated = await stages.runSkippable(
    { stage: 'validate', parameters: { seed, gates, threshold, maxTokens: model.maxTokens }, inputs: { tuning, test: splits.outputs.test, ...weights } },
    async ({ request, lease }) => {
      const score = (rows: ArtifactRef): ReturnType<typeof gpu.scoreSplit> => gpu.scoreSplit({ lease, rows, weights, maxTokens: model.maxTokens });
      const [tuningScores, testScores] = await Promise.all([score(tuning), score(splits.outputs.test)]);
      return pipeline.finishValidate({ request, lease, tuningScores: tuningScores.outputs.scores, testScores: testScores.outputs.scores });
    },
  );
  if (validated !== SKIPPED) run.keep({ validation: validated.outputs.gates });
  if (validated !== SKIPPED && validated.summary.decision === 'stop') return { verdict: 'gates-failed', packageId: null };

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

  const stressed = profile.stress && patched('stress') ? await stressModels(run, { tuning }, champion.version.files, files) : {};

  const certified = await stages.run(
    // Runs that were under way when hard negatives came in go on without.
    {
      stage: 'certify',
      parameters: { gates, looks: profile.certification.looks, seed, champion: champion.version.files },
      inputs: { certification, ...files, ...(hardNegatives.hardNegatives && patched('certify-hard-negatives') ? hardNegatives : {}), ...stressed },
    },
    ({ request, lease, units }) => certify({ request, lease, attachments: { latency, ...(champion.latency ? { championLatency: champion.latency } : {}) } }, units),
  );
  const { certificate } = certified.outputs;
  run.keep({ certificate });
  state.measured(certified.summary.challenger.falsePositiveRate);

  const packaged = await stages.run(
    { stage: 'package', parameters: { certificate: certified.key }, inputs: files },
    ({ request, lease }) => pipeline.packageModel({ request, lease, attachments: { certificate, latency, equivalence } }),
  );
  run.keep({ ...packaged.outputs, ...files });

  const version: ModelVersion = { packageId: packaged.summary.packageId, files, weights, evidenceHash: packaged.outputs.evidence.sha256 };
  return { verdict: await release(run, version, { verdict: certified.summary.verdict, certificate }), packageId: version.packageId };
}
