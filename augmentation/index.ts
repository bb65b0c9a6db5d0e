import { planMethods } from '../domain/planning/plan-methods.ts';
import type { MethodQuota } from '../domain/planning/plan-input.ts';
import type { MethodPlan } from '../domain/planning/plan.ts';
import type { BenignMethod, Method } from '../domain/profile.ts';
import type { AugmentationMethod } from './method.ts';
import { perturbation } from './perturbation.ts';
import { restructuring } from './restructuring.ts';
import { synonyms } from './synonyms.ts';

/** A method that can run, or why it cannot. */
export type MethodEntry = { readonly available: true; readonly method: AugmentationMethod } | { readonly available: false; readonly reason: string };

/** Every method a profile may name. */
export const METHODS: Readonly<Record<Method, MethodEntry>> = {
  restructuring: { available: true, method: restructuring },
  synonyms: { available: true, method: synonyms },
  perturbation: { available: true, method: perturbation },
  paraphrase: { available: false, reason: 'No language model is configured for paraphrasing.' },
  'back-translation-de': { available: false, reason: 'No translation provider is configured for EN-DE-EN.' },
  'back-translation-fr': { available: false, reason: 'No translation provider is configured for EN-FR-EN.' },
};

export function availableMethods(): Method[] {
  return (Object.keys(METHODS) as Method[]).filter((method) => METHODS[method].available);
}

/** What the planner needs to know of each method of a profile: its share, and whether and why not it can run. */
export function methodAvailability(shares: Readonly<Partial<Record<BenignMethod, number>>>): MethodQuota[] {
  return (Object.keys(shares) as BenignMethod[]).map((method) => {
    const entry = METHODS[method];
    const share = shares[method] ?? 0;
    return entry.available ? { method, share, available: true } : { method, share, available: false, reason: entry.reason };
  });
}

export interface MethodQuotas {
  /** Variations per available method; they sum to the total whenever any method with a share is available. */
  readonly quotas: Readonly<Partial<Record<BenignMethod, number>>>;
  /** The unavailable methods with what they were asked for and gave up, so that plan and report can say so. */
  readonly reassigned: readonly { readonly method: BenignMethod; readonly count: number; readonly reason: string }[];
}

/**
 * Divides `total` variations by the written rule: largest remainder over the shares of the available methods, an
 * unavailable method's share going to the others in proportion to theirs.
 */
export function methodQuotas(shares: Readonly<Partial<Record<BenignMethod, number>>>, total: number): MethodQuotas {
  // What each source can yield is not known here, so no method is capped.
  const plans = planMethods(methodAvailability(shares), total, 1);
  const quotas = Object.fromEntries(plans.filter((plan) => plan.available).map((plan) => [plan.method, plan.planned]));
  return { quotas, reassigned: plans.filter((plan) => !plan.available && plan.asked > 0).map(reassignment) };
}

function reassignment({ method, asked, reason }: MethodPlan): MethodQuotas['reassigned'][number] {
  return { method, count: asked, reason: reason ?? '' };
}
