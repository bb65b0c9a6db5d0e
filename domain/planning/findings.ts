import { balanceFindings } from './balance-findings.ts';
import type { CertificationNeed } from './certification-need.ts';
import { certificationFindings } from './certification-findings.ts';
import { coverageFindings, overpromised } from './coverage-findings.ts';
import { dataFindings } from './data-findings.ts';
import type { Finding } from './finding.ts';
import { impactFindings } from './impact-findings.ts';
import { methodFindings } from './method-findings.ts';
import type { PlanInput } from './plan-input.ts';
import type { BusinessImpact, MethodPlan, StrategyPlan } from './plan.ts';
import { chosenStrategy } from './plan.ts';
import { assumptionFindings, memorisingFindings } from './projection-findings.ts';
import { originalRows } from './split-sizes.ts';

export interface Findable {
  readonly strategies: readonly StrategyPlan[];
  readonly methods: readonly MethodPlan[];
  readonly certification: readonly CertificationNeed[];
  readonly impact: BusinessImpact;
}

/** What is wrong with a plan, each as a sentence with its number: the chosen strategy in full, of the others what memorising leaves and promises they cannot keep. */
export function findingsOf(input: PlanInput, { strategies, methods, certification, impact }: Findable): Finding[] {
  const chosen = chosenStrategy({ strategy: input.settings.plan.strategy, strategies });
  const others = strategies.filter((candidate) => candidate !== chosen);
  return [
    ...memorisingFindings(chosen, input),
    ...assumptionFindings(chosen, input),
    ...balanceFindings(chosen, originalRows(input)),
    ...methodFindings(chosen, methods),
    ...coverageFindings(chosen, input),
    ...certificationFindings(chosen, certification, input),
    ...dataFindings(chosen, methods, input),
    ...impactFindings(chosen, impact),
    ...others.flatMap((other) => [...memorisingFindings(other, input), ...assumptionFindings(other, input), ...overpromised(other, input)]),
  ];
}
