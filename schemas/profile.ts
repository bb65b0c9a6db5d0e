import { z } from 'zod';
import type { Profile } from '../domain/profile.ts';
import { withShippedStrategies } from '../domain/strategies.ts';
import type { Same } from './same.ts';
import { parseWith } from './problems.ts';
import { rule } from './rule.ts';

/**
 * A profile from JSON: checked and typed.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseProfile(json: unknown): Profile {
  return parseWith(profileSchema, json, 'the profile');
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
  columns: z.strictObject({ id: column, text: column, label: column, source: column, category: column }).exactOptional(),
  labels: z.record(z.string(), label).exactOptional(),
  defaults: z.strictObject({ label: label.exactOptional(), source: column, category: column }).exactOptional(),
  ids: z.enum(['column', 'line']).exactOptional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.').exactOptional(),
});

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

const strategy = z.strictObject({
  name,
  description: z.string().max(500),
  coverage: z.number().min(0).refine((coverage) => coverage < 1 || Number.isInteger(coverage), 'Write a fraction below 1, or a whole number of false positives.'),
  variationsPerFalsePositive: z.int().min(0),
  hardNegatives: z.int().min(0),
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

const gate = z
  .strictObject({
    name,
    quantity: z.enum(['false-positive-rate', 'recall', 'recall-difference', 'f1', 'roc-auc', 'size-bytes', 'latency-p95-ms']),
    direction: z.enum(['at-most', 'at-least']),
    limit: z.number(),
    confidence: z.number().min(0.5).lt(1),
    effect: z.enum(['blocks', 'warns']),
  })
  .check(
    rule('limit', 'Write a fraction between 0 and 1, for recall-difference between -1 and 1, for sizes and latencies a positive number.', (value) => limitFits(value.quantity, value.limit)),
    rule('direction', 'Write at-most for false-positive-rate, size-bytes and latency-p95-ms, at-least for the others.', (value) => directionFits(value.quantity, value.direction)),
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
  sets: z.strictObject({ training: datasetRefSchema, traffic: datasetRefSchema, attacks: datasetRefSchema, hardNegatives: datasetRefSchema.exactOptional(), trainingHardNegatives: datasetRefSchema.exactOptional() }),
  ingest: z.strictObject({ maxTextCharacters: count, maxRejectedShare: share, nearDuplicateJaccard: z.number().gt(0).max(1), leaks: z.enum(['refuse', 'move']) }),
  review: z.strictObject({
    folds: z.int().min(0).max(20).refine((folds) => folds !== 1, 'Write 0 for no audit, or at least 2 folds.'),
    doubtBelow: z.number().gt(0).lt(0.5),
    rowsPerFold: count,
  }),
  cuts,
  model: z.strictObject({ base: z.string().min(1), maxTokens: z.int().min(8).max(8192), normaliser: z.enum(['none', 'unicode-1']).exactOptional() }),
  champion: z.string().regex(/^(bootstrap|alias:[a-z0-9][a-z0-9-]*)$/, 'Write bootstrap, or alias:<name> such as alias:champion.'),
  bootstrap: train.check(rule('startFrom', 'Write base: a bootstrap makes the first champion, so there is none to start from.', (value) => value.startFrom !== 'champion')),
  mine: z.strictObject({ whenThresholdSuffices: z.enum(['stop', 'go-on']), neighbours: z.int().min(1).max(100), attackSimilarity: z.number().gt(0).max(1) }),
  pilot: z.strictObject({ coverages: z.array(z.number().gt(0).max(1)).min(1).max(12), variations: z.array(z.int().min(0).max(100)).min(1).max(12), replayRows: count }),
  ablation,
  plan,
  augmentation,
  assemble: z.strictObject({
    replayRows: z.union([z.int().min(0), z.literal('all')], { error: 'Write a whole number of at least 0, or "all".' }),
    includeSources: z.boolean(),
  }),
  train,
  crossValidation: z.strictObject({
    folds: z.int().min(0).max(20).refine((folds) => folds !== 1, 'Write 0 for no cross-validation, or at least 2 folds.'),
    rowsPerFold: count.exactOptional(),
  }),
  convert: z.strictObject({ precision: z.enum(['int8', 'fp32']), maxFlipRate: share, equivalenceRows: count, latencyPrompts: count }),
  threshold: z.strictObject({ aim: z.number().gt(0).max(1), delta: openShare }),
  gates: z.array(gate).check(
    rule(undefined, 'Give each gate a name of its own.', distinctNames),
    rule(undefined, 'Write exactly one gate on false-positive-rate: it sets the target of the plan and the aim of the threshold.', (gates) => gates.filter((each) => each?.quantity === 'false-positive-rate').length === 1),
  ),
  stress: stress.exactOptional(),
  certification: z.strictObject({ looks: count }),
  release: z.strictObject({ policy: z.enum(['manual', 'auto-if-pass', 'never']), model: name, approvalTimeoutHours: z.number().gt(0), waivers: z.enum(['refused', 'allowed']).exactOptional() }),
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
  return limit <= 1 && limit >= (quantity === 'recall-difference' ? -1 : 0);
}

function directionFits(quantity: unknown, direction: unknown): boolean {
  const wanted = quantity === 'false-positive-rate' || quantity === 'size-bytes' || quantity === 'latency-p95-ms' ? 'at-most' : 'at-least';
  return (direction !== 'at-most' && direction !== 'at-least') || typeof quantity !== 'string' || direction === wanted;
}
