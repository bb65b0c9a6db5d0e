import { planMethods } from '../domain/planning/plan-methods.ts';
import type { MethodQuota } from '../domain/planning/plan-input.ts';
import type { MethodPlan } from '../domain/planning/plan.ts';
import type { BenignMethod, Method } from '../domain/profile.ts';
import { isProvided } from '../domain/providers.ts';
import type { ProvidedMethod, ProviderState, ProviderStates } from '../domain/providers.ts';
import type { AugmentationMethod } from './method.ts';
import { perturbation } from './perturbation.ts';
import { restructuring } from './restructuring.ts';
import { synonyms } from './synonyms.ts';

/** The methods that need nothing but this machine. The others ask the providers of the run. */
export const LOCAL_METHODS: Readonly<Record<Exclude<Method, ProvidedMethod>, AugmentationMethod>> = { restructuring, synonyms, perturbation };

/** What the planner needs to know of each method of a profile: its share, and whether and why not it can run. */
export function methodAvailability(shares: Readonly<Partial<Record<BenignMethod, number>>>, providers: ProviderStates = {}): MethodQuota[] {
  return (Object.keys(shares) as BenignMethod[]).map((method) => ({ method, share: shares[method] ?? 0, ...availability(method, providers) }));
}

function availability(method: BenignMethod, providers: ProviderStates): Pick<MethodQuota, 'available' | 'reason' | 'through'> {
  if (!isProvided(method)) return { available: true };
  const state: ProviderState = providers[method] ?? { available: false, reason: 'No provider was looked for.' };
  if (!state.available) return { available: false, reason: state.reason };
  return { available: true, ...(state.through && { through: state.through }) };
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
export function methodQuotas(shares: Readonly<Partial<Record<BenignMethod, number>>>, total: number, providers: ProviderStates = {}): MethodQuotas {
  // What each source can yield is not known here, so no method is capped.
  const plans = planMethods(methodAvailability(shares, providers), total, 1);
  const quotas = Object.fromEntries(plans.filter((plan) => plan.available).map((plan) => [plan.method, plan.planned]));
  return { quotas, reassigned: plans.filter((plan) => !plan.available && plan.asked > 0).map(reassignment) };
}

function reassignment({ method, asked, reason }: MethodPlan): MethodQuotas['reassigned'][number] {
  return { method, count: asked, reason: reason ?? '' };
}
