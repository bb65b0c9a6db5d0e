import { ablationTable } from './ablation/ablation-table.ts';
import { chooseAblation } from './ablation/choose-ablation.ts';
import { finishAblation } from './ablation.ts';
import { assemble } from './assemble.ts';
import { cutFolds, finishAudit } from './audit.ts';
import { cutCrossValidation, finishCrossValidation } from './cross-validate.ts';
import { declareLook, finishCertify, forecastLook } from './certify.ts';
import { choosePilots } from './pilot/choose-pilots.ts';
import { finishConvert } from './convert.ts';
import { cutSets } from './mine/cut-sets.ts';
import { embedChunk } from './embed-chunk.ts';
import { evaluationIndex } from './engine/evaluation-index.ts';
import { withFailures } from './engine/failures.ts';
import { guardPool } from './engine/guard-pool.ts';
import { openStage, releaseStage } from './engine/open-stage.ts';
import { openSpending } from './engine/spending.ts';
import { exportEncoder } from './export-encoder.ts';
import { exportModel } from './export-model.ts';
import { finishGenerate } from './generate.ts';
import { batchStatus } from './generate/batch-status.ts';
import { cancelBatches } from './generate/cancel-batches.ts';
import { collectBatches } from './generate/collect-batches.ts';
import { gatherVariations } from './generate/gather-variations.ts';
import { generateChunk } from './generate/generate-chunk.ts';
import { selectSources } from './generate/select-sources.ts';
import { submitBatches } from './generate/submit-batches.ts';
import { ingest } from './ingest.ts';
import { chooseRotations } from './loso/choose-rotations.ts';
import { leaveOut } from './loso/leave-out.ts';
import { rotationFalsePositives } from './loso/rotation-false-positives.ts';
import { finishLoso } from './loso.ts';
import { finishMine } from './mine.ts';
import { keepRounds } from './keep-rounds.ts';
import { mergeModels } from './merge-models.ts';
import { notify } from './notify.ts';
import { openGates } from './open-gates.ts';
import { packageModel } from './package-model.ts';
import { finishPilot } from './pilot.ts';
import { pilotTable } from './pilot/pilot-table.ts';
import { plan } from './plan.ts';
import type { Ports } from './ports.ts';
import { finishProbe } from './probe.ts';
import { selectProbed } from './probe/select-probed.ts';
import { promote, registerBootstrap } from './promote.ts';
import { readSpent } from './read-spent.ts';
import { resolveChampion } from './resolve-champion.ts';
import { resolveRequest } from './resolve-request.ts';
import { scoreChunk } from './score-chunk.ts';
import { scoreSplit } from './score-split.ts';
import { selectToEmbed } from './mine/select-to-embed.ts';
import { shortTraining } from './short-training.ts';
import { checkpointStep, train } from './train.ts';
import { finishStress } from './stress.ts';
import { attackChunk } from './stress/attack-chunk.ts';
import { chooseStressed } from './stress/choose-stressed.ts';
import { finishValidate } from './validate.ts';
import { writeReport } from './write-report.ts';

/** Activities of the pipeline queue. */
export function pipelineActivities(ports: Ports) {
  const guards = guardPool(ports);
  const spending = openSpending(ports.store);
  return withFailures({
    resolveRequest: resolveRequest(ports),
    openStage: openStage(ports),
    releaseStage: releaseStage(ports),
    ingest: ingest(ports),
    cutFolds: cutFolds(ports),
    finishAudit: finishAudit(ports),
    resolveChampion: resolveChampion(ports),
    registerBootstrap: registerBootstrap(ports),
    cutSets: cutSets(ports),
    scoreChunk: scoreChunk(ports, guards),
    selectToEmbed: selectToEmbed(ports),
    embedChunk: embedChunk(ports, guards),
    finishMine: finishMine(ports),
    choosePilots: choosePilots(ports),
    pilotTable: pilotTable(ports),
    finishPilot: finishPilot(ports),
    chooseAblation: chooseAblation(ports),
    ablationTable: ablationTable(ports),
    finishAblation: finishAblation(ports),
    chooseRotations: chooseRotations(ports),
    leaveOut: leaveOut(ports),
    rotationFalsePositives: rotationFalsePositives(ports),
    finishLoso: finishLoso(ports),
    plan: plan(ports),
    selectSources: selectSources(ports),
    submitBatches: submitBatches(ports, spending),
    batchStatus: batchStatus(ports),
    collectBatches: collectBatches(ports, spending),
    cancelBatches: cancelBatches(ports),
    generateChunk: generateChunk(ports, { guards, evaluationIndex: evaluationIndex(ports), spending }),
    gatherVariations: gatherVariations(ports),
    finishGenerate: finishGenerate(ports),
    assemble: assemble(ports),
    checkpointStep: checkpointStep(ports),
    cutCrossValidation: cutCrossValidation(ports),
    finishCrossValidation: finishCrossValidation(ports),
    finishValidate: finishValidate(ports),
    keepRounds: keepRounds(ports),
    readSpent: readSpent(ports),
    finishConvert: finishConvert(ports),
    forecastLook: forecastLook(ports),
    selectProbed: selectProbed(ports),
    finishProbe: finishProbe(ports),
    chooseStressed: chooseStressed(ports),
    attackChunk: attackChunk(ports, guards),
    finishStress: finishStress(ports),
    declareLook: declareLook(ports),
    finishCertify: finishCertify(ports),
    packageModel: packageModel(ports, guards),
    openGates: openGates(ports),
    promote: promote(ports),
    notify: notify(ports),
    writeReport: writeReport(ports),
  });
}

/** Activities of the GPU queue: one at a time, in a child process. */
export function gpuActivities(ports: Ports) {
  return withFailures({
    train: train(ports),
    mergeModels: mergeModels(ports),
    exportModel: exportModel(ports),
    exportEncoder: exportEncoder(ports),
    scoreSplit: scoreSplit(ports),
    shortTraining: shortTraining(ports),
  });
}

export type Activities = ReturnType<typeof pipelineActivities> & ReturnType<typeof gpuActivities>;
