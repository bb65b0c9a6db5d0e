import type { SetsSummary } from '../../activities/ingest/profile-sets.ts';
import type { Activities } from '../../activities/index.ts';
import type { ValidateSummary } from '../../activities/validate.ts';
import type { PackageFiles } from '../../domain/package-files.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import type { VariationCounts } from '../../domain/augmentation-account.ts';
import type { StageOutcome } from '../../domain/stages.ts';
import taxonomy from '../../data/taxonomy.json' with { type: 'json' };
import sample from '../../profiles/sample.json' with { type: 'json' };
import { parseProfile } from '../../schemas/profile.ts';
import { parseTaxonomy } from '../../schemas/taxonomy.ts';

/** A reference to bytes nobody reads: workflows only pass references on. */
export function fakeRef(name: string, rows = 10): ArtifactRef {
  return { uri: `store:${name}`, sha256: name, bytes: 1, rows };
}

export function outcome<O extends string, S extends object>(names: readonly O[], summary: S, key = 'key'): StageOutcome<O, S> {
  return { key, outputs: Object.fromEntries(names.map((name) => [name, fakeRef(name)])) as Record<O, ArtifactRef>, summary, headline: 'made' };
}

const RATES = { falsePositiveRate: 0.003, recall: 0.98, f1: 0.97, rocAuc: 0.99, threshold: 0.6 };
const FILES: PackageFiles = { model: fakeRef('model'), tokenizer: fakeRef('tokenizer'), honeJson: fakeRef('honeJson') };

/** The sample's, without the stages that only some runs have: tests that are about those ask for them. */
const PROFILE = parseProfile(mergePatch(sample, { stress: null }));

const INGESTED: SetsSummary = {
  rows: { training: 10, traffic: 10, attacks: 10, hardNegatives: 0, trainingHardNegatives: 0, falsePositives: 0, reported: 0, contrastPairs: 0 },
  labels: {}, rejected: {}, groups: 30, largestGroup: 1, moved: 0, lengthAuc: { training: 0.5, evaluation: 0.5 },
};

const VARIED: VariationCounts = { benign: 10, benignSources: 5, malicious: 1, maliciousSources: 1, fewestPerFalsePositive: 2, sameTextFromOtherSource: 0 };

const VALIDATED: ValidateSummary = {
  decision: 'go', threshold: 0.6, failing: [], figures: [], overFit: null, trainingSeconds: 60, failingCategories: [], tuningRocAuc: 0.99, unseenFalsePositives: { rows: 5, stillFlagged: 1 },
};

/** Activities that succeed at once; a test replaces the ones it is about. `calls` has every activity in order. */
export function fakeActivities(replaced: Partial<Activities> = {}): { activities: Activities; calls: string[] } {
  const calls: string[] = [];
  const made = <T>(value: T) => () => Promise.resolve(value);
  const activities: Activities = {
    resolveRequest: ({ request }) => Promise.resolve({ profile: PROFILE, sets: { training: fakeRef('t'), traffic: fakeRef('b'), attacks: fakeRef('a') }, shapes: {}, taxonomy: parseTaxonomy(taxonomy), request: request ?? {} }),
    openStage: ({ request, owner, refresh }) => Promise.resolve({ state: 'miss', lease: { key: request.stage, owner, token: 1, refresh }, reason: 'never made before' }),
    releaseStage: made(undefined),
    ingest: made({ ...outcome([], INGESTED), outputs: { ...outcome(['training', 'traffic', 'attacks', 'profile', 'rejected', 'moved'], {}).outputs, hardNegatives: fakeRef('none', 0), trainingHardNegatives: fakeRef('none', 0), falsePositives: fakeRef('none', 0), reported: fakeRef('none', 0), contrastPairs: fakeRef('none', 0) } }),
    cutFolds: made(outcome(['train-0', 'validation-0', 'held-0', 'train-1', 'validation-1', 'held-1'], {})),
    finishAudit: made(outcome(['doubts'], { rows: 10, doubts: 10, decided: 0, byLabel: {}, bySource: {} })),
    resolveChampion: made({ packageId: 'champion', files: FILES, weights: null, evidenceHash: null }),
    registerBootstrap: made(undefined),
    cutSets: made(outcome(['mining', 'tuning', 'certification'], {})),
    scoreChunk: made(outcome(['scores'], {})),
    selectToEmbed: made({ ...outcome(['candidates', 'attacks'], {}), outputs: { candidates: fakeRef('candidates', 0), attacks: fakeRef('attacks', 0) } }),
    embedChunk: made(outcome(['vectors'], {})),
    finishMine: made(
      outcome(['mining', 'tuning', 'certification', 'falsePositives', 'groups', 'doubts', 'audit', 'baseline'], {
        mined: 100, falsePositives: 5, falsePositiveRate: 0.05, threshold: 0.5, byCategory: { Other: 5 }, control: { threshold: 0.6, deployed: 0.5, sentence: '', wouldPass: false },
      }),
    ),
    choosePilots: made(outcome(['heldOut'], { pilots: [{ coverage: 0, covered: 0, variations: 0, allocation: {} }, { coverage: 0.5, covered: 2, variations: 2, allocation: { Other: 2 } }] })),
    pilotTable: made(outcome(['train', 'validation'], {})),
    finishPilot: made(outcome(['pilots'], { pilots: 2 })),
    chooseAblation: made(outcome(['evaluation', 'heldOut'], { allocation: { Other: 2 }, covered: 2 })),
    ablationTable: made(outcome(['train', 'validation'], { rows: 10, variations: 4 })),
    finishAblation: made(outcome(['ablation'], { arms: 8 })),
    chooseRotations: made(outcome([], { rotations: [{ name: 'one', benign: ['b'], malicious: ['m'] }, { name: 'two', benign: ['c'], malicious: ['n'] }] })),
    leaveOut: made(outcome(['training', 'pool', 'evaluation'], { learned: 10 })),
    rotationFalsePositives: made(outcome(['falsePositives'], { found: 8, coverable: 5 })),
    finishLoso: made(outcome(['loso'], { holding: [] })),
    plan: made(outcome(['plan', 'recommendation'], { strategy: 'sample', allocation: { Other: 2 }, variationsPerFalsePositive: 2, maliciousAugmentations: 1 })),
    selectSources: made(outcome(['sources', 'covered'], {})),
    submitBatches: made({ batches: [], asked: 0, missing: 0 }),
    batchStatus: made({ underWay: [], failures: [], done: 0, total: 0 }),
    collectBatches: made({ came: 0, missing: 0 }),
    cancelBatches: made(undefined),
    generateChunk: made(outcome(['variations'], {})),
    gatherVariations: made({ ...outcome(['variations', 'sample', 'families'], { counts: VARIED, methods: {} }), outputs: { ...outcome(['variations', 'sample'], {}).outputs, families: fakeRef('families', 0) } }),
    finishGenerate: made(outcome(['variations', 'covered', 'accounting'], { ...VARIED, methods: {} })),
    assemble: made(outcome(['train', 'validation', 'test', 'accounting'], {})),
    checkpointStep: made(0),
    cutCrossValidation: made(outcome(['train-0', 'validation-0', 'held-0', 'train-1', 'validation-1', 'held-1'], {})),
    finishCrossValidation: made(outcome(['crossValidation'], { folds: 2 })),
    finishValidate: made(outcome(['gates'], VALIDATED)),
    keepRounds: made(fakeRef('rounds')),
    readSpent: made({ calls: 0, inputTokens: 0, outputTokens: 0, money: 0 }),
    finishConvert: made(outcome(['model', 'tokenizer', 'honeJson', 'equivalence', 'latency'], {})),
    forecastLook: made([]),
    selectProbed: made({ ...outcome(['augmented'], {}), outputs: { augmented: fakeRef('augmented', 0) } }),
    finishProbe: made(outcome(['probe'], { unseenRecall: null, unseenRocAuc: null, hardNegativesFlagged: null })),
    chooseStressed: made(outcome(['attacks', 'benign', 'middle', 'attacked', 'bareTokenizer', 'bareHoneJson'], { normaliser: 'unicode-1' as const, unseenAttacks: 0 })),
    attackChunk: made(outcome(['outcomes'], {})),
    finishStress: made(outcome(['stress'], { attacks: 10 })),
    declareLook: made({ number: 1, certificate: 'key', run: 'run', at: '' }),
    finishCertify: made(outcome(['certificate', 'scores'], { verdict: 'pass' as const, challenger: RATES, champion: RATES })),
    packageModel: made(outcome(['model', 'tokenizer', 'honeJson', 'modelCard', 'evidence', 'smoke', 'checksums'], { packageId: 'package' })),
    openGates: made([{ gate: 'fpr', verdict: 'fail', sentence: 'too many' }]),
    promote: made({ packageId: 'package', headline: 'promoted' }),
    notify: made({ delivered: [], refused: [] }),
    writeReport: ({ view }) => Promise.resolve(`runs/${view.run}/report.md`),
    train: made(outcome(['weights', 'config', 'tokenizer', 'metrics', 'args'], {})),
    exportModel: made(outcome(['plain', 'fused', 'int8', 'tokenizer', 'report'], {})),
    mergeModels: made(outcome(['weights', 'config', 'tokenizer'], {})),
    exportEncoder: made(outcome(['model', 'tokenizer'], {})),
    scoreSplit: made(outcome(['scores'], {})),
    shortTraining: ({ score }) => Promise.resolve(outcome(Object.keys(score), { rowsPerSecond: 30 })),
    ...replaced,
  };
  return { activities: recorded(activities, calls), calls };
}

/** Notes the stage of each `openStage` and the name of every other activity. */
function recorded(activities: Activities, calls: string[]): Activities {
  const entries = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: never): Promise<unknown> => {
      calls.push(name === 'openStage' ? `open ${(input as { request: { stage: string } }).request.stage}` : name);
      return activity(input);
    },
  ]);
  return Object.fromEntries(entries) as Activities;
}

