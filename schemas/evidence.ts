import { z } from 'zod';
import type { Evidence } from '../domain/evidence/evidence.ts';
import { certificateSchema, latencyReportSchema } from './certificate.ts';
import { parseWith } from './problems.ts';
import { profileSchema } from './profile.ts';
import type { Same } from './same.ts';

/**
 * A package's `evidence.json`, checked and typed.
 * @throws HoneError HONE_INVALID_INPUT that lists every problem with its path, value and remedy.
 */
export function parseEvidence(json: unknown): Evidence {
  return parseWith(evidenceSchema, json, 'evidence.json');
}

const rows = z.int().min(0);
const rate = z.number().min(0).max(1);
const text = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Write the 64 lower-case hex digits of a SHA-256.');
const file = z.strictObject({ sha256, bytes: rows });
const { maxTokens, normaliser } = profileSchema.shape.model.shape;
const { precision } = profileSchema.shape.convert.shape;
const { aim, delta } = profileSchema.shape.threshold.shape;
const { seed, cuts: shares } = profileSchema.shape;
const packageFiles = <T extends z.ZodType>(each: T): z.ZodObject<{ 'model.onnx': T; 'tokenizer.json': T; 'hone.json': T }, z.core.$strict> => z.strictObject({ 'model.onnx': each, 'tokenizer.json': each, 'hone.json': each });

const cutRows = z.strictObject({ sha256, benign: rows, malicious: rows, groups: rows });
const split = z.strictObject({ sha256, rows, origins: z.record(text, rows) });

const training = z.strictObject({
  stage: text,
  key: sha256,
  ships: z.boolean(),
  base: text,
  startedFrom: sha256.nullable(),
  seed,
  settings: z.record(text, z.unknown()),
  trainer: text.nullable(),
  weights: sha256,
  train: split,
  validation: split,
});

const threshold = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('fixed'), value: z.number() }),
  z.strictObject({ rule: z.literal('neyman-pearson'), value: z.number(), fittedOn: sha256, benign: rows, groups: rows, aim, limit: rate, delta, seed }),
]);

const paired = z.strictObject({ both: rows, onlyChampion: rows, onlyChallenger: rows, neither: rows });

export const measurementsSchema = z
  .strictObject({
    slices: z.array(z.strictObject({ set: text, slice: text, label: z.enum(['benign', 'malicious']), rows: paired, groups: paired })),
    aucs: z.array(
      z.strictObject({ set: text, benign: rows, malicious: rows, champion: rate, challenger: rate, difference: z.strictObject({ estimate: z.number(), low: z.number(), high: z.number() }) }),
    ),
  })
  .meta({ id: 'Measurements', description: 'Champion and challenger beside the certification rows, each at the threshold it ships with: flagged rows by set, slice and label.' });

const stage = z.strictObject({ stage: text, key: sha256, madeBy: text, finishedAt: text, inputs: z.record(text, sha256), outputs: z.record(text, sha256) });

export const evidenceSchema = z.strictObject({
  schema: z.literal(2),
  packageId: text,
  run: z.strictObject({ id: text, profile: text.nullable(), profileHash: sha256.nullable(), requestHash: sha256.nullable(), model: text.nullable() }),
  package: z.strictObject({ files: packageFiles(file), threshold: z.number(), maxTokens, precision: precision.nullable(), normaliser: normaliser.unwrap().nullable(), temperature: z.number().gt(0).nullable() }),
  sets: z.array(z.strictObject({ name: text, file: text.nullable(), source: sha256.nullable(), version: sha256, rows, benign: rows, malicious: rows })),
  cut: z.strictObject({ seed, shares, tuning: cutRows, certification: cutRows }).nullable(),
  trainings: z.array(training),
  merge: z.strictObject({ key: sha256, share: rate, first: sha256, second: sha256, weights: sha256 }).nullable(),
  rounds: z.strictObject({ tried: z.array(z.strictObject({ round: z.int().min(1), rule: text.nullable(), why: text })), chosen: z.int().min(1), choice: text, ended: text }).nullable(),
  threshold: threshold.nullable(),
  conversion: z.strictObject({ rows, flipRate: rate, maxFlipRate: rate, maxAbsoluteDifference: rate, benignToMalicious: rows, maliciousToBenign: rows }).nullable(),
  champion: z.strictObject({ packageId: text, files: packageFiles(sha256), threshold: z.number() }).nullable(),
  certificate: certificateSchema.nullable(),
  measurements: z.strictObject({ probe: measurementsSchema.exactOptional(), stress: measurementsSchema.exactOptional() }),
  latency: z.strictObject({ cpu: text, precision: text, traffic: latencyReportSchema }).nullable(),
  smoke: z.strictObject({ texts: rows, right: rows }),
  attachments: z.record(text, file),
  stages: z.array(stage),
  gaps: z.array(z.strictObject({ what: text, why: text })),
});

/** The schema and `Evidence` are one type: a difference is a compile error here. */
export const evidenceSchemaIsEvidence: Same<z.infer<typeof evidenceSchema>, Evidence> = true;

/** The text of `docs/evidence.schema.json`. Rules over several fields are not in it. */
export function evidenceJsonSchema(): string {
  return `${JSON.stringify({ title: 'Hone evidence', ...z.toJSONSchema(evidenceSchema) }, null, 2)}\n`;
}
