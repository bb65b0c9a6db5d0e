import { z } from 'zod';
import type { Certificate } from '../domain/certificate.ts';
import { profileSchema } from './profile.ts';
import type { Same } from './same.ts';

const rows = z.int().min(0);
const rate = z.number().min(0).max(1);
const label = z.enum(['benign', 'malicious']);
const verdict = z.enum(['pass', 'fail', 'not-enough-evidence']);
const interval = z.strictObject({ low: rate, high: rate });
const measuredRate = z.strictObject({ count: rows, n: rows, rate, interval });

export const latencyReportSchema = z.strictObject({ p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number(), samples: rows, threads: rows });

const gateResult = z.strictObject({
  // A gate on every slice of a kind gives results that are named after the slices.
  gate: profileSchema.shape.gates.element.safeExtend({ name: z.string().min(1).max(300) }),
  verdict,
  unit: z.enum(['rows', 'groups']),
  estimate: z.number().nullable(),
  n: rows.nullable(),
  count: rows.nullable(),
  lowerBound: z.number().nullable(),
  upperBound: z.number().nullable(),
  confidence: rate.nullable(),
  wilson: interval.nullable(),
  rowsNeeded: rows.nullable(),
  sentence: z.string(),
});

const measurements = z.strictObject({
  threshold: z.number(),
  confusion: z.strictObject({ falsePositives: rows, trueNegatives: rows, truePositives: rows, falseNegatives: rows }),
  f1: rate,
  rocAuc: rate,
  bytes: rows,
  latency: latencyReportSchema.nullable(),
});

const unitForecast = z.strictObject({ n: rows, rate, probability: rate, low: rate, high: rate, needed: rows.nullable() });
const forecast = z.strictObject({ gate: z.string(), label, limit: rate, confidence: rate, rows: unitForecast, groups: unitForecast, probability: rate, sentence: z.string() });

const toCollect = z.strictObject({
  gate: z.string(),
  effect: z.enum(['blocks', 'warns']),
  set: z.string(),
  slice: z.string(),
  label: z.enum(['benign', 'malicious', 'both']),
  unit: z.enum(['rows', 'groups']),
  present: rows,
  needed: rows.nullable(),
  missing: rows.nullable(),
  sentence: z.string(),
});

const calibrationError = z.strictObject({ expectedCalibrationError: rate, brierScore: rate });
const beforeAndAfter = { before: calibrationError, after: calibrationError };
const calibration = z.strictObject({
  temperature: z.number(),
  rows: z.strictObject({ benign: rows, malicious: rows }),
  atHalf: z.strictObject(beforeAndAfter),
  asMeasured: z.strictObject({ prevalence: rate, ...beforeAndAfter }),
  corrected: z.strictObject(beforeAndAfter),
});
const discordant = { onlyChampionRight: rows, onlyChallengerRight: rows, p: rate };
const regression = z.strictObject({ id: z.string(), source: z.string(), champion: rate, challenger: rate });

export const certificateSchema = z.strictObject({
  schema: z.literal(1),
  verdict,
  gates: z.array(gateResult),
  set: z.strictObject({ sha256: z.string(), benign: rows, malicious: rows, groups: rows }),
  look: z.strictObject({ number: z.int().min(1), certificate: z.string(), run: z.string(), at: z.string(), declared: z.int().min(1).exactOptional() }),
  declaredLooks: z.int().min(1),
  challenger: measurements,
  champion: measurements,
  power: z.array(forecast).exactOptional(),
  toCollect: z.array(toCollect).exactOptional(),
  calibration: calibration.exactOptional(),
  hardNegatives: z.strictObject({ champion: measuredRate, challenger: measuredRate }).exactOptional(),
  mcnemar: z.strictObject(discordant),
  slices: z.array(z.strictObject({ label, source: z.string(), rows, ...discordant, adjustedP: rate })).exactOptional(),
  newlyMissed: z.array(regression),
  newlyBlocked: z.array(regression),
  falsePositivesBySource: z.record(z.string(), z.strictObject({ rows, champion: rows, challenger: rows })),
});

/** The schema and `Certificate` are one type: a difference is a compile error here. */
export const certificateSchemaIsCertificate: Same<z.infer<typeof certificateSchema>, Certificate> = true;
