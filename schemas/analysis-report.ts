import { z } from 'zod';
import { FINDING_CODES } from '../domain/planning/finding.ts';
import type { Plan } from '../domain/planning/plan.ts';
import { CRITERION_NAMES } from '../domain/planning/success-criteria.ts';
import { profileSchema } from './profile.ts';
import type { Same } from './same.ts';

const rows = z.int().min(0);
const rate = z.number().min(0).max(1);
const amount = z.number();
const text = z.string();
const { strategies, impact } = profileSchema.shape.plan.shape;
const { methods } = profileSchema.shape.augmentation.shape;
const { name: gateName, direction, limit, effect } = profileSchema.shape.gates.element.shape;

const composition = z.strictObject({ benign: rows, malicious: rows, rows, benignShare: rate, weights: z.strictObject({ benign: amount, malicious: amount }) });

const llmCost = z.strictObject({ calls: rows, inputTokens: rows, outputTokens: rows, listPrice: amount, batchPrice: amount.nullable() });

const projection = z
  .strictObject({
    fullGeneralisation: rate,
    memorisingOnly: rate,
    assumed: rate.exactOptional(),
    fitted: z.strictObject({ rate, low: rate, high: rate, extrapolation: z.number().min(1) }).exactOptional(),
  })
  .meta({ description: 'False-positive rates after training: projected, never measured.' });

const strategyPlan = z.strictObject({
  strategy: strategies.element,
  asked: rows,
  covered: rows,
  variations: rows,
  sources: rows,
  hardNegatives: rows,
  contrastPairs: rows.exactOptional(),
  benignAdded: rows,
  maliciousAdded: rows,
  rowsAdded: rows,
  after: composition,
  splits: z.strictObject({ train: rows, validation: rows, test: rows }),
  allocation: z.array(z.strictObject({ category: text, found: rows, available: rows, covered: rows, variations: rows })),
  training: z.strictObject({ rows, steps: rows, seconds: amount.exactOptional() }),
  llm: z.strictObject({ planned: llmCost, ifAvailable: llmCost.exactOptional() }),
  projection,
});

const methodPlan = z.strictObject({ method: methods.keyof(), share: rate, available: z.boolean(), reason: text.exactOptional(), asked: rows, planned: rows });

const certificationNeed = z.strictObject({
  gate: text,
  error: z.enum(['false-positive', 'missed-attack']),
  limit: rate,
  confidence: rate,
  looks: rows,
  rows: rows.nullable(),
  mostErrors: z.int().min(-1).nullable(),
  cases: z.array(z.strictObject({ case: z.enum(['no-errors', 'threshold-aim', 'assumed', 'pilot-trainings']), errorRate: rate, rowsNeeded: rows.nullable(), power: rate.nullable() })),
});

const criterion = z.strictObject({
  kind: z.enum(['launch-blocker', 'quality-gate']),
  criterion: z.enum(CRITERION_NAMES),
  gate: z.strictObject({ name: gateName, direction, limit, effect }).nullable(),
  expected: text,
  championMeasured: amount.nullable(),
  remark: text.nullable(),
});

const impactCase = z.strictObject({
  case: z.enum(['assumed', 'pilot-trainings', 'full-generalisation', 'memorising-only']),
  rate,
  avoidedPerDay: amount,
  avoidedPerYear: amount,
  savedPerYear: amount,
  savedPerYearIfEachIsATicket: amount,
});

const measuredShare = z.strictObject({ count: rows, n: rows, rate, low: rate, high: rate });
const decisions = z.strictObject({ threshold: rate, falsePositives: measuredShare, recall: measuredShare, heldOut: measuredShare });

const pilots = z
  .strictObject({
    champion: z.strictObject({ threshold: rate, falsePositives: measuredShare, recall: measuredShare }),
    replayRows: rows,
    pilots: z.array(z.strictObject({ coverage: rate, covered: rows, variations: rows, trainedRows: rows, atDeployedThreshold: decisions, atChampionRecall: decisions })),
    curve: z
      .strictObject({ intercept: amount, covered: amount.nullable(), variations: amount.nullable(), points: rows, degreesOfFreedom: rows, residualDeviation: amount })
      .exactOptional(),
    cheapest: z.strictObject({ strategy: text, passes: z.boolean(), margin: amount }).exactOptional(),
  })
  .meta({ description: 'What short trainings measured on the tuning slice, the curve through them, and the cheapest strategy it expects to pass.' });

const settings = profileSchema
  .pick({ seed: true, model: true, cuts: true, plan: true, assemble: true, train: true, convert: true, threshold: true, gates: true, certification: true, release: true })
  .extend({ methods });

/** The analysis report of a plan, `ml_training_analysis_report.json`: the plan itself. */
export const analysisReportSchema = z.strictObject({
  schema: z.literal(1),
  now: composition,
  trafficRows: rows,
  falsePositives: rows,
  falsePositiveRate: rate.meta({ description: 'Measured on the traffic that was scored; every other rate is projected.' }),
  falsePositiveRateLimit: rate,
  strategy: text,
  reasons: z.array(text),
  strategies: z.array(strategyPlan),
  methods: z.array(methodPlan),
  methodRule: text,
  tokensPerText: z.strictObject({ tokens: amount, from: z.enum(['texts', 'assumed']) }),
  findings: z.array(z.strictObject({ code: z.enum(FINDING_CODES), strategy: text, sentence: text })),
  certification: z.array(certificationNeed),
  criteria: z.array(criterion),
  schedule: z.array(z.strictObject({ days: text, stages: z.array(text), work: text, machineTime: text })),
  risks: z.array(z.strictObject({ risk: text, sign: text, fallback: text })),
  impact: z.strictObject({ assumptions: impact, cases: z.array(impactCase) }),
  literature: z.array(z.strictObject({ citation: text, says: text })),
  settings,
  pilots: pilots.exactOptional(),
});

/** The schema and `Plan` are one type: a difference is a compile error here. */
export const analysisReportSchemaIsPlan: Same<z.infer<typeof analysisReportSchema>, Plan> = true;

/** The text of `docs/ml_training_analysis_report.schema.json`. Rules over several fields are not in it. */
export function analysisReportJsonSchema(): string {
  return `${JSON.stringify({ title: 'Hone training analysis report', ...z.toJSONSchema(analysisReportSchema) }, null, 2)}\n`;
}
