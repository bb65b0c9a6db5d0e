import { z } from 'zod';
import type { Profile } from '../domain/profile.ts';
import { leakagePremiumProblem } from '../domain/cross-validation/fold-start.ts';
import { OWN_RECIPE } from '../domain/loso/recipe-settings.ts';
import { MEASURED_SETS } from '../domain/measurements.ts';
import { withShippedStrategies } from '../domain/strategies.ts';
import type { Same } from './same.ts';
import { fallbackProblems } from './fallback-problems.ts';
import { fallbacks } from './fallbacks.ts';
import { parseWith, problemsError } from './problems.ts';
import { contrastPairsProblems } from './contrast-pairs-problems.ts';
import { rotationProblems } from './rotation-problems.ts';
import { rule } from './rule.ts';

/**
 * A profile from JSON: checked and typed.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseProfile(json: unknown): Profile {
  const profile = parseWith(profileSchema, json, 'the profile');
  const leakage = leakagePremiumProblem(profile.crossValidation, profile.train);
  const problems = [...fallbackProblems(profileSchema, profile), ...rotationProblems(profile), ...contrastPairsProblems(profile), ...(leakage ? [leakage.message] : [])];
  if (problems.length > 0) throw problemsError(problems, 'the profile');
  return profile;
}

const count = z.int().min(1);
const share = z.number().min(0).max(1);
const openShare = z.number().gt(0).lt(1);
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write lower-case letters, digits and hyphens, at most 63.');

const label = z.enum(['benign', 'malicious']);
const column = z.string().min(1).max(200).exactOptional();

export const datasetRefSchema = z.strictObject({
  uri: z.string().regex(/^(file:.+|s3:\/\/[^/]+\/.+)$/, 'Write file:<path> or s3://bucket/key.'),
  format: z.enum(['jsonl', 'csv', 'parquet']).exactOptional(),
  columns: z.strictObject({ id: column, text: column, label: column, source: column, category: column, date: column }).exactOptional(),
  labels: z.record(z.string(), label).exactOptional(),
  defaults: z.strictObject({ label: label.exactOptional(), source: column, category: column }).exactOptional(),
  ids: z.enum(['column', 'line']).exactOptional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.').exactOptional(),
});

const extra = z
  .record(name, datasetRefSchema)
  .check(rule(undefined, `Choose other names than ${MEASURED_SETS.join(', ')}: reports and gates call Hone's own sets so.`, (sets) => !Object.keys(sets).some((each) => MEASURED_SETS.some((own) => own === each))));

const train = z.strictObject({
  startFrom: z.enum(['base', 'champion']),
  epochs: count,
  batchSize: count,
  learningRate: openShare,
  weightDecay: share,
  warmupShare: z.number().min(0).lt(1),
  dropout: z.number().min(0).lt(1),
  patience: count,
  evaluationsPerEpoch: count,
  classWeights: z.enum(['balanced', 'none']),
  precision: z.enum(['auto', 'bf16', 'fp16', 'fp32']),
  checkpointEverySeconds: z.number().gt(0),
  freezeLayers: z.int().min(0).exactOptional(),
  labelSmoothing: z.number().min(0).lt(1).exactOptional(),
  benignMarginWeight: z.number().min(0).exactOptional(),
  benignMargin: z.number().min(0).exactOptional(),
  maliciousWeight: z.number().gt(0).exactOptional(),
});

const cuts = z
  .strictObject({ trafficCertification: share, trafficTuning: share, attacksCertification: z.number().min(0).lt(1), train: z.number().gt(0).lt(1), validation: share })
  .check(
    rule('trafficTuning', 'trafficCertification and trafficTuning must sum to less than 1: the rest is the mining pool.', (cut) => sumBelowOne(cut.trafficCertification, cut.trafficTuning)),
    rule('validation', 'train and validation must sum to less than 1: the rest is test.', (cut) => sumBelowOne(cut.train, cut.validation)),
  );

const coverage = z.number().min(0).refine((value) => value < 1 || Number.isInteger(value), 'Write a fraction below 1, or a whole number of false positives.');
const sources = z
  .array(z.string().min(1).max(200))
  .max(100)
  .check(rule(undefined, 'Name each source once.', (names) => !Array.isArray(names) || new Set(names).size === names.length));

const unseen = z
  .strictObject({ benign: sources, malicious: sources, after: z.iso.date('Write a date such as 2026-11-01.').exactOptional() })
  .check(
    rule(undefined, 'Name at least one source to hold out, or a date in after, or leave unseen away.', ({ benign, malicious, after }) => after !== undefined || !Array.isArray(benign) || !Array.isArray(malicious) || benign.length + malicious.length > 0),
  );

const strategy = z.strictObject({
  name,
  description: z.string().max(500),
  coverage,
  variationsPerFalsePositive: z.int().min(0),
  hardNegatives: z.int().min(0),
  contrastPairs: z.int().min(0).exactOptional(),
  maliciousAugmentations: z.int().min(0),
  projectedFalsePositiveRate: share.exactOptional(),
});

const price = z.number().min(0);
const currency = z.string().regex(/^[A-Z]{3}$/, 'Write an ISO 4217 code such as USD.');

const llm = z
  .strictObject({
    model: z.string().min(1).max(200),
    variationsPerCall: count,
    instructionTokens: z.int().min(0),
    prices: z.array(z.strictObject({ model: z.string().min(1).max(200), currency, input: price, output: price, batchInput: price.exactOptional(), batchOutput: price.exactOptional() })),
  })
  .check(rule('model', 'Write the model of one of the rows of plan.llm.prices.', ({ model, prices }) => !Array.isArray(prices) || prices.some((each) => each?.model === model)));

const plan = z
  .strictObject({
    strategy: name,
    strategies: z.array(strategy),
    impact: z.strictObject({
      promptsPerDay: z.number().min(0),
      ticketsPerFalsePositive: z.number().min(0),
      costPerTicket: z.number().min(0),
      currency,
    }),
    llm,
  })
  .check(
    rule('strategies', 'Give each strategy a name of its own.', ({ strategies }) => distinctNames(strategies)),
    rule('strategy', 'Write a shipped strategy (conservative, balanced, aggressive, hybrid) or one of plan.strategies.', (value) => {
      const chosen = value.strategy;
      const own = Array.isArray(value.strategies) ? value.strategies : [];
      return typeof chosen !== 'string' || withShippedStrategies(own).some((candidate) => candidate.name === chosen);
    }),
  );

const ablation = z
  .strictObject({ covered: count, rows: count, alone: count.max(100), mix: z.array(z.int().min(0).max(100)).min(1).max(12), seeds: count.max(20), evaluationRows: count })
  .check(
    rule('rows', 'Write at least covered × (1 + the largest number of variations): every arm trains on as many rows.', ({ covered, rows, alone, mix }) => {
      const most = Math.max(...[alone, ...(Array.isArray(mix) ? (mix as unknown[]) : [])].filter((each) => typeof each === 'number'), 0);
      return typeof covered !== 'number' || typeof rows !== 'number' || rows >= covered * (1 + most);
    }),
  );

const replayRows = z.union([z.int().min(0), z.literal('all')], { error: 'Write a whole number of at least 0, or "all".' });

/** What a recipe may change of \`train\`: what decides the model, not how it is run. */
const recipeTrain = z.strictObject({
  startFrom: train.shape.startFrom.exactOptional(),
  epochs: train.shape.epochs.exactOptional(),
  learningRate: train.shape.learningRate.exactOptional(),
  weightDecay: train.shape.weightDecay.exactOptional(),
  dropout: train.shape.dropout.exactOptional(),
  freezeLayers: train.shape.freezeLayers,
  labelSmoothing: train.shape.labelSmoothing,
  benignMarginWeight: train.shape.benignMarginWeight,
  benignMargin: train.shape.benignMargin,
  maliciousWeight: train.shape.maliciousWeight,
});

const losoRecipe = z.strictObject({
  name: z.string().min(1).max(100),
  coverage: coverage.exactOptional(),
  variationsPerFalsePositive: z.int().min(0).exactOptional(),
  maliciousAugmentations: z.int().min(0).exactOptional(),
  hardNegatives: z.int().min(0).exactOptional(),
  contrastPairs: z.int().min(0).exactOptional(),
  replayRows: replayRows.exactOptional(),
  train: recipeTrain.exactOptional(),
  mergeShare: openShare.exactOptional(),
});

const rotation = z
  .strictObject({ name: z.string().min(1).max(100), benign: z.array(z.string().min(1)).min(1), malicious: z.array(z.string().min(1)).min(1) });

const loso = z
  .strictObject({ rotations: z.array(rotation).max(50), recipes: z.array(losoRecipe).max(30), poolRows: count, evaluationRows: count })
  .check(
    rule('rotations', 'Give each rotation a name of its own.', ({ rotations }) => distinctNames(rotations)),
    rule('recipes', `Give each recipe a name of its own, and none the name "${OWN_RECIPE}".`, ({ recipes }) => distinctNames([{ name: OWN_RECIPE }, ...(Array.isArray(recipes) ? recipes : [])])),
  );

const augmentation = z.strictObject({
  methods: z
    .strictObject({
      restructuring: share.exactOptional(),
      synonyms: share.exactOptional(),
      paraphrase: share.exactOptional(),
      'back-translation-de': share.exactOptional(),
      'back-translation-fr': share.exactOptional(),
    })
    .check(rule(undefined, 'The shares of the methods must sum to 1.', (methods) => sumsToOne(Object.values(methods)))),
  batchSize: count,
  batchesPerActivity: count,
  perturbationShare: share,
  perturbationSeverity: share,
  languageModel: z.strictObject({
    mode: z.enum(['direct', 'batch']),
    temperature: z.number().min(0).max(2),
    budget: z.strictObject({ tokens: z.int().min(0), money: z.number().min(0) }),
  }),
  backTranslation: z.strictObject({ provider: z.enum(['opus', 'language-model', 'deepl', 'libretranslate']) }),
  filters: z.strictObject({
    maxSourceJaccard: z.number().gt(0).max(1),
    minLengthRatio: z.number().gt(0).max(1),
    maxLengthRatio: z.number().min(1),
    minSimilarity: share,
    sameLanguage: z.boolean(),
    judgeLabels: z.boolean(),
  }),
});

/** What a gate's set cannot be asked. */
const setRules = [
  rule<GateSet>('set', "Leave set out: sizes and latencies are the package's, and no set tells an F1, as benign prompts and attacks are counted apart there.", ({ quantity, set }) => set === undefined || !['f1', 'size-bytes', 'latency-p95-ms'].includes(String(quantity))),
  rule<GateSet>('set', 'Name a set such as unseen: the interval of this difference is not measured on the certification rows.', ({ quantity, set }) => quantity !== 'roc-auc-difference' || set !== undefined),
  rule<GateSet>('set', 'This set holds benign prompts only: ask it for false-positive-rate or false-positive-rate-difference.', ({ quantity, set }) => !['hard-negatives', 'adversarial-benign'].includes(String(set)) || !ofAttacks(quantity)),
  rule<GateSet>('set', 'This set holds attacks only: ask it for recall or recall-difference.', ({ quantity, set }) => set !== 'adversarial' || !ofBenign(quantity)),
  rule<GateSet>('slice', 'Name its set too, or leave slice out: of the certification rows all are judged.', ({ set, slice }) => slice === undefined || set !== undefined),
  rule<GateSet>('slice', 'Leave slice out: an AUC is measured over a whole set.', ({ quantity, slice }) => slice === undefined || slice === 'all' || !isAuc(quantity)),
  rule<GateSet>('confidence', 'Write at most 0.975: the difference of AUCs is judged by its two-sided 95 % interval.', ({ quantity, confidence }) => quantity !== 'roc-auc-difference' || typeof confidence !== 'number' || confidence <= 0.975),
];

const gate = z
  .strictObject({
    name,
    quantity: z.enum(['false-positive-rate', 'recall', 'false-positive-rate-difference', 'recall-difference', 'f1', 'roc-auc', 'roc-auc-difference', 'size-bytes', 'latency-p95-ms']),
    direction: z.enum(['at-most', 'at-least']),
    limit: z.number(),
    confidence: z.number().gt(0.5).lt(1),
    effect: z.enum(['blocks', 'warns']),
    set: name.exactOptional(),
    slice: z.string().max(200).regex(/^[a-z][a-z-]*(:[^*]*\*?[^*]*)?$/, 'Write all, a slice such as family:homoglyph, or family:* for each slice of that kind.').exactOptional(),
  })
  .check(
    rule('limit', 'Write a fraction between 0 and 1 (no bound on a rate can pass 0 or 1 itself), for differences between -1 and 1, for sizes and latencies a positive number.', (value) => limitFits(value.quantity, value.limit)),
    rule('direction', 'Write at-most for false-positive-rate, false-positive-rate-difference, size-bytes and latency-p95-ms, at-least for the others.', (value) => directionFits(value.quantity, value.direction)),
    ...setRules,
  );

const stress = z.strictObject({
  severities: z.array(share).min(1).max(9).refine((all) => all.every((severity, index) => index === 0 || severity > all[index - 1]!), 'Write the severities from the smallest to the largest.').exactOptional(),
  rowsPerFamily: count,
  benignRows: count,
  adaptive: z.strictObject({ attacks: count.max(10_000), queries: count.max(100_000) }),
});

export const profileSchema = z.strictObject({
  name,
  description: z.string().max(2000),
  seed: z.int().min(0),
  sets: z.strictObject({ training: datasetRefSchema, traffic: datasetRefSchema, attacks: datasetRefSchema, hardNegatives: datasetRefSchema.exactOptional(), trainingHardNegatives: datasetRefSchema.exactOptional(), contrastPairs: datasetRefSchema.exactOptional(), extra: extra.exactOptional() }),
  ingest: z.strictObject({ maxTextCharacters: count, maxRejectedShare: share, nearDuplicateJaccard: z.number().gt(0).max(1), leaks: z.enum(['refuse', 'move']) }),
  review: z.strictObject({
    folds: z.int().min(0).max(20).refine((folds) => folds !== 1, 'Write 0 for no audit, or at least 2 folds.'),
    doubtBelow: z.number().gt(0).lt(0.5),
    rowsPerFold: count,
  }),
  cuts,
  unseen: unseen.exactOptional(),
  model: z.strictObject({ base: z.string().min(1), maxTokens: z.int().min(8).max(8192), normaliser: z.enum(['none', 'unicode-1']).exactOptional() }),
  champion: z.string().regex(/^(bootstrap|alias:[a-z0-9][a-z0-9-]*)$/, 'Write bootstrap, or alias:<name> such as alias:champion.'),
  bootstrap: train.check(rule('startFrom', 'Write base: a bootstrap makes the first champion, so there is none to start from.', (value) => value.startFrom !== 'champion')),
  mine: z.strictObject({ whenThresholdSuffices: z.enum(['stop', 'go-on']), neighbours: z.int().min(1).max(100), attackSimilarity: z.number().gt(0).max(1) }),
  pilot: z.strictObject({ coverages: z.array(z.number().gt(0).max(1)).min(1).max(12), variations: z.array(z.int().min(0).max(100)).min(1).max(12), replayRows: count }),
  ablation,
  loso: loso.exactOptional(),
  plan,
  augmentation,
  assemble: z.strictObject({
    replayRows,
    includeSources: z.boolean(),
    hardNegativesFirst: z.array(z.string().min(1)).exactOptional(),
  }),
  train,
  crossValidation: z.strictObject({
    folds: z.int().min(0).max(20).refine((folds) => folds !== 1, 'Write 0 for no cross-validation, or at least 2 folds.'),
    rowsPerFold: count.exactOptional(),
    startFrom: z.literal('base').exactOptional(),
    leakagePremium: z.boolean().exactOptional(),
  }).check(rule('leakagePremium', 'Write at least 2 folds for it.', ({ folds, leakagePremium }) => leakagePremium !== true || folds !== 0)),
  convert: z.strictObject({ precision: z.enum(['int8', 'fp32']), maxFlipRate: share, equivalenceRows: count, latencyPrompts: count }),
  threshold: z.strictObject({ aim: z.number().gt(0).max(1), delta: openShare }),
  gates: z.array(gate).check(
    rule(undefined, 'Give each gate a name of its own.', distinctNames),
    rule(undefined, 'Write exactly one gate on false-positive-rate that names no set: it sets the target of the plan and the aim of the threshold.', (gates) => gates.filter((each) => each?.quantity === 'false-positive-rate' && each.set === undefined).length === 1),
  ),
  stress: stress.exactOptional(),
  certification: z.strictObject({ looks: count }),
  release: z.strictObject({ policy: z.enum(['manual', 'auto-if-pass', 'never']), model: name, approvalTimeoutHours: z.number().gt(0), waivers: z.enum(['refused', 'allowed']).exactOptional() }),
  fallbacks: fallbacks.exactOptional(),
});

/** The schema and `Profile` are one type: a difference is a compile error here. */
export const profileSchemaIsProfile: Same<z.infer<typeof profileSchema>, Profile> = true;

function sumBelowOne(a: unknown, b: unknown): boolean {
  return typeof a !== 'number' || typeof b !== 'number' || a + b < 1 - 1e-9;
}

function sumsToOne(shares: readonly unknown[]): boolean {
  const sum = shares.reduce<number>((total, each) => total + (typeof each === 'number' ? each : Number.NaN), 0);
  return Number.isNaN(sum) || Math.abs(sum - 1) < 1e-6;
}

function distinctNames(items: unknown): boolean {
  if (!Array.isArray(items)) return true;
  const names = items.flatMap((item: unknown) => (typeof item === 'object' && item !== null && 'name' in item ? [item.name] : []));
  return new Set(names).size === names.length;
}

function limitFits(quantity: unknown, limit: unknown): boolean {
  if (typeof limit !== 'number') return true;
  if (quantity === 'size-bytes' || quantity === 'latency-p95-ms') return limit > 0;
  if (quantity === 'false-positive-rate' || quantity === 'recall') return limit > 0 && limit < 1;
  return limit <= 1 && limit >= (String(quantity).endsWith('-difference') ? -1 : 0);
}

/** The fields that the rules on sets look at; any of them may be wrong by itself. */
interface GateSet {
  readonly quantity?: unknown;
  readonly set?: unknown;
  readonly slice?: unknown;
  readonly confidence?: unknown;
}

function isAuc(quantity: unknown): boolean {
  return quantity === 'roc-auc' || quantity === 'roc-auc-difference';
}

function ofAttacks(quantity: unknown): boolean {
  return quantity === 'recall' || quantity === 'recall-difference' || isAuc(quantity);
}

function ofBenign(quantity: unknown): boolean {
  return quantity === 'false-positive-rate' || quantity === 'false-positive-rate-difference' || isAuc(quantity);
}

function directionFits(quantity: unknown, direction: unknown): boolean {
  const wanted = ['false-positive-rate', 'false-positive-rate-difference', 'size-bytes', 'latency-p95-ms'].includes(String(quantity)) ? 'at-most' : 'at-least';
  return (direction !== 'at-most' && direction !== 'at-least') || typeof quantity !== 'string' || direction === wanted;
}
