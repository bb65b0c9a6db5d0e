import { z } from 'zod';
import { methodAvailability } from '../augmentation/index.ts';
import { makePlan } from '../domain/planning/make-plan.ts';
import type { Plan } from '../domain/planning/plan.ts';
import type { Profile } from '../domain/profile.ts';
import { withShippedStrategies } from '../domain/strategies.ts';

const rows = z.int().min(1).max(1_000_000_000);

/** What a plan starts from: rows now, and the false positives that were found in so much traffic. */
export const planCountsSchema = z
  .strictObject({
    profile: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a stored profile, such as sample.').default('sample'),
    strategy: z.string().min(1).max(63).exactOptional(),
    benign: rows,
    malicious: rows,
    trafficRows: rows,
    falsePositivesByCategory: z.record(z.string().min(1).max(100), z.int().min(0).max(1_000_000_000)),
    rowsPerSecond: z.number().gt(0).max(1e9).exactOptional(),
  })
  .meta({ id: 'PlanCounts', description: 'Rows per class now, and false positives by category among `trafficRows` scored prompts.' });

export type PlanCounts = z.output<typeof planCountsSchema>;

/** The planner alone: the same arithmetic as the stage `plan`, on counts instead of rows. */
export function planCounts(profile: Profile, { benign, malicious, trafficRows, falsePositivesByCategory, strategy, rowsPerSecond }: PlanCounts): Plan {
  return makePlan({
    benign,
    malicious,
    trafficRows,
    falsePositivesByCategory,
    strategies: withShippedStrategies(profile.plan.strategies),
    strategy: strategy ?? profile.plan.strategy,
    falsePositiveRateLimit: profile.gates.find(({ quantity }) => quantity === 'false-positive-rate')!.limit,
    methods: methodAvailability(profile.augmentation.methods),
    includeSources: profile.assemble.includeSources,
    training: { epochs: profile.train.epochs, batchSize: profile.train.batchSize, trainShare: profile.cuts.train, rowsPerSecond },
    impact: profile.plan.impact,
  });
}
