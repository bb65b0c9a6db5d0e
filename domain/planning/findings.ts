import { limitPercent, percent, rateBeside, thousands } from '../render/numbers.ts';
import { balanceFindings } from './balance-findings.ts';
import type { Finding, FindingCode, MethodPlan, PlanInput, StrategyPlan } from './plan.ts';
import { chosenStrategy } from './plan.ts';

/** What is wrong with a plan, each as a sentence with its number: the chosen strategy in full, of the others what memorising leaves. */
export function findingsOf(input: PlanInput, strategies: readonly StrategyPlan[], methods: readonly MethodPlan[]): Finding[] {
  const chosen = chosenStrategy({ strategy: input.strategy, strategies });
  const others = strategies.filter((candidate) => candidate !== chosen);
  return [
    ...coverageFindings(chosen),
    ...methodFindings(chosen, methods),
    ...balanceFindings(chosen, input),
    ...memorisingFindings(chosen, input),
    ...assumptionFindings(chosen, input),
    ...weightFindings(chosen),
    ...others.flatMap((other) => [...memorisingFindings(other, input), ...assumptionFindings(other, input)]),
  ];
}

function coverageFindings(plan: StrategyPlan): Finding[] {
  if (plan.covered >= plan.asked) return [];
  const found = plan.allocation.reduce((sum, part) => sum + part.found, 0);
  return [
    finding(
      'coverage-short',
      plan,
      `The strategy asks for ${thousands(plan.asked)} false positives, but only ${thousands(plan.covered)} of the ${thousands(found)} found may be trained on; mine more traffic, or lower the coverage.`,
    ),
  ];
}

function methodFindings(plan: StrategyPlan, methods: readonly MethodPlan[]): Finding[] {
  const planned = methods.reduce((sum, method) => sum + method.planned, 0);
  const missing = plan.variations - planned;
  const receivers = methods.filter((method) => method.planned > 0).map((method) => method.method);
  return [
    ...methods
      .filter((method) => !method.available && method.asked > 0)
      .map((method) => {
        const why = method.reason === undefined ? '' : ` (${method.reason})`;
        const where = receivers.length === 0 ? 'no method can take them' : `they go to ${receivers.join(', ')}`;
        return finding('method-unavailable', plan, `${method.method} is not available${why}: its share is ${thousands(method.asked)} variations, and ${where}.`);
      }),
    ...(missing > 0
      ? [finding('quota-unmakeable', plan, `Nobody can make ${thousands(missing)} of the ${thousands(plan.variations)} variations: the available methods make ${thousands(planned)}. Set up another method, or ask for fewer variations.`)]
      : []),
  ];
}

function memorisingFindings(plan: StrategyPlan, input: PlanInput): Finding[] {
  const limit = input.falsePositiveRateLimit;
  const { memorisingOnly } = plan.projection;
  if (memorisingOnly <= limit) return [];
  const left = Math.round(memorisingOnly * input.trafficRows);
  const needed = left - Math.floor(limit * input.trafficRows + 1e-9);
  const { coverage } = plan.strategy;
  const subject =
    coverage < 1
      ? `${Number((coverage * 100).toPrecision(6))} % coverage alone (${thousands(plan.covered)} false positives memorised)`
      : `Memorising all ${thousands(plan.covered)} covered false positives, and nothing more,`;
  return [
    finding(
      'memorising-not-enough',
      plan,
      `${subject} leaves ${rateBeside(memorisingOnly, limit)}, over the limit of ${limitPercent(limit)}: at least ${thousands(needed)} of the ${thousands(left)} uncovered (${percent(needed / left)}) must be mended by generalisation.`,
    ),
  ];
}

function assumptionFindings(plan: StrategyPlan, input: PlanInput): Finding[] {
  const { assumed, fullGeneralisation, memorisingOnly } = plan.projection;
  if (assumed === undefined || (assumed >= fullGeneralisation && assumed <= memorisingOnly)) return [];
  const show = (rate: number): string => rateBeside(rate, input.falsePositiveRateLimit);
  const side = assumed < fullGeneralisation ? 'below full generalisation' : 'above memorising the covered ones alone';
  const end = assumed < fullGeneralisation ? fullGeneralisation : memorisingOnly;
  return [finding('assumption-outside-range', plan, `The assumed ${show(assumed)} lies ${side} (${show(end)}): check the assumption.`)];
}

function weightFindings(plan: StrategyPlan): Finding[] {
  const { benign, malicious } = plan.after.weights;
  if (malicious <= benign) return [];
  return [
    finding(
      'malicious-weight',
      plan,
      `The malicious class weighs ${malicious.toFixed(3)} against ${benign.toFixed(3)} (${(malicious / benign).toFixed(2)} times): that defends recall, but raising the malicious weight raises the false-positive rate.`,
    ),
  ];
}

function finding(code: FindingCode, plan: StrategyPlan, sentence: string): Finding {
  return { code, strategy: plan.strategy.name, sentence };
}
