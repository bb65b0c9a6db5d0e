import { z } from 'zod';
import { providerStates } from '../activities/engine/provider-states.ts';
import { methodAvailability } from '../augmentation/index.ts';
import type { Providers } from '../domain/ports/providers.ts';
import { makePlan } from '../domain/planning/make-plan.ts';
import { plannedSettings } from '../domain/planning/plan-input.ts';
import type { Plan } from '../domain/planning/plan.ts';
import type { Profile } from '../domain/profile.ts';

const rows = z.int().min(1).max(1_000_000_000);

/** What a plan starts from: rows now, and the false positives that were found in so much traffic. */
export const planCountsSchema = z
  .strictObject({
    profile: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Write the name of a stored profile, such as hybrid.').default('hybrid'),
    strategy: z.string().min(1).max(63).exactOptional(),
    benign: rows,
    malicious: rows,
    trafficRows: rows,
    falsePositivesByCategory: z.record(z.string().min(1).max(100), z.int().min(0).max(1_000_000_000)),
    certification: z.strictObject({ benign: z.int().min(0).max(1_000_000_000), malicious: z.int().min(0).max(1_000_000_000) }).exactOptional(),
    rowsPerSecond: z.number().gt(0).max(1e9).exactOptional(),
  })
  .meta({ id: 'PlanCounts', description: 'Rows per class now, false positives by category among `trafficRows` scored prompts, and how many prompts are held back for certification.' });

export type PlanCounts = z.output<typeof planCountsSchema>;

/** The planner alone: the same arithmetic as the stage `plan`, on counts instead of rows. */
export function planCounts(profile: Profile, { strategy, benign, malicious, trafficRows, falsePositivesByCategory, certification, rowsPerSecond }: PlanCounts, providers: Providers): Plan {
  const settings = plannedSettings(profile);
  const plan = strategy === undefined ? settings.plan : { ...settings.plan, strategy };
  const counts = { benign, malicious, trafficRows, falsePositivesByCategory, certification, rowsPerSecond };
  return makePlan({ ...counts, methods: methodAvailability(settings.methods, providerStates(providers, profile)), settings: { ...settings, plan } });
}
