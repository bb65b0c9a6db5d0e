import { thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { METHOD_RULE } from './plan-methods.ts';
import type { MethodPlan, StrategyPlan } from './plan.ts';

/** Which methods are missing and who makes their share, and what nobody can make. */
export function methodFindings(plan: StrategyPlan, methods: readonly MethodPlan[]): Finding[] {
  const planned = methods.reduce((sum, method) => sum + method.planned, 0);
  const missing = methods.filter((method) => !method.available && method.asked > 0);
  return [
    ...(missing.length > 0 ? [finding('method-unavailable', plan, unavailable(missing, methods))] : []),
    ...(planned < plan.variations
      ? [finding('quota-unmakeable', plan, `Nobody can make ${thousands(plan.variations - planned)} of the ${thousands(plan.variations)} variations: the available methods make ${thousands(planned)}. Set up another method, or ask for fewer variations.`)]
      : []),
  ];
}

function unavailable(missing: readonly MethodPlan[], methods: readonly MethodPlan[]): string {
  const names = missing.map(({ method, asked, reason }) => `${method} (${thousands(asked)} variations${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`})`);
  const receivers = methods.filter((method) => method.planned > 0).map(({ method, asked, planned }) => `${method} makes ${thousands(planned)} instead of ${thousands(asked)}`);
  const outcome = receivers.length === 0 ? 'no method can take it' : `so ${receivers.join(', ')}`;
  return `Not available: ${names.join('; ')}. The rule is that ${METHOD_RULE}: ${outcome}.`;
}
