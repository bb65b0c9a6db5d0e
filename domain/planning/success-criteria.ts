import { certificationGates } from '../gate-set.ts';
import { rateBeside, statedRate } from '../render/numbers.ts';
import type { Gate, GateQuantity } from '../profile.ts';
import type { PlanInput } from './plan-input.ts';
import type { Projection, StrategyPlan } from './plan.ts';
import { falsePositiveRateLimit } from './false-positive-rate-limit.ts';

/** What decides whether the new model is launched, or tells how good it is. */
export interface Criterion {
  readonly kind: 'launch-blocker' | 'quality-gate';
  readonly criterion: CriterionName;
  /** The profile's gate; null where it has none. */
  readonly gate: { readonly name: string; readonly direction: Gate['direction']; readonly limit: number; readonly effect: Gate['effect'] } | null;
  /** What is expected before training, in words; every figure in it is a projection. */
  readonly expected: string;
  /** What was measured of the champion before this plan; null where nothing was. */
  readonly championMeasured: number | null;
  /** What the profile makes of it, where that is not what its kind says. */
  readonly remark: string | null;
}

export const CRITERION_NAMES = ['false-positive-rate', 'recall', 'recall-difference', 'size-bytes', 'latency-p95-ms', 'f1', 'roc-auc', 'generalisation'] as const;
export type CriterionName = (typeof CRITERION_NAMES)[number];

const LAUNCH_BLOCKERS: ReadonlySet<CriterionName> = new Set<CriterionName & GateQuantity>(['false-positive-rate', 'recall', 'recall-difference', 'size-bytes', 'latency-p95-ms']);

/** The five launch blockers and the three quality gates, each with the profile's limit, and whether the profile heeds it. */
export function successCriteria(chosen: StrategyPlan, rateNow: number, { settings }: PlanInput): Criterion[] {
  return CRITERION_NAMES.map((criterion) => {
    const kind = LAUNCH_BLOCKERS.has(criterion) ? 'launch-blocker' : 'quality-gate';
    const found = certificationGates(settings.gates).find(({ quantity }) => quantity === criterion);
    const gate = found === undefined ? null : { name: found.name, direction: found.direction, limit: found.limit, effect: found.effect };
    const isRate = criterion === 'false-positive-rate';
    return {
      kind,
      criterion,
      gate,
      expected: isRate ? expectedRate(chosen.projection, falsePositiveRateLimit(settings)) : EXPECTED[criterion],
      championMeasured: isRate ? rateNow : null,
      remark: remarkOf(kind, criterion, gate?.effect),
    };
  });
}

/** Hone projects no recall: neither coverage nor variations say what it costs to mend false positives. */
const EXPECTED: Readonly<Record<Exclude<CriterionName, 'false-positive-rate'>, string>> = {
  recall: 'not projected',
  'recall-difference': 'not projected',
  'size-bytes': 'not projected; the architecture does not change',
  'latency-p95-ms': 'not projected; the architecture does not change',
  f1: 'not projected',
  'roc-auc': 'not projected',
  generalisation: 'not projected',
};

function expectedRate({ assumed, fitted, fullGeneralisation, memorisingOnly }: Projection, limit: number): string {
  const show = (rate: number): string => rateBeside(rate, limit);
  const others = [
    ...(assumed === undefined ? [] : [`${statedRate(assumed)} assumed by the author`]),
    ...(fitted === undefined ? [] : [`${show(fitted.rate)} (${show(fitted.low)} to ${show(fitted.high)}) by pilot trainings`]),
  ];
  return [`projected ${show(fullGeneralisation)} to ${show(memorisingOnly)}`, ...others].join(', ');
}

function remarkOf(kind: Criterion['kind'], criterion: CriterionName, effect: Gate['effect'] | undefined): string | null {
  if (criterion === 'generalisation') return 'reported, not gated: false positives of test groups, which no training saw, that the new model still flags';
  if (effect === undefined) return kind === 'launch-blocker' ? 'this profile has no such gate: nothing stops a launch that misses it' : 'this profile has no such gate';
  if (kind === 'launch-blocker' && effect === 'warns') return 'this profile only warns: a model that misses it can still be launched';
  return kind === 'quality-gate' && effect === 'blocks' ? 'this profile lets it block a launch too' : null;
}
