import { percent, thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { ClassCounts } from './plan-input.ts';
import type { StrategyPlan } from './plan.ts';

/** Benign share outside which a training set is called unbalanced. */
export const BENIGN_SHARE_BAND = { low: 0.4, high: 0.6 } as const;

/** Says when a strategy leaves the band of benign shares, and which single changes of it would bring it inside. */
export function balanceFindings(plan: StrategyPlan, originals: ClassCounts): Finding[] {
  const { low, high } = BENIGN_SHARE_BAND;
  const { benignShare } = plan.after;
  if (benignShare >= low && benignShare <= high) return [];
  const remedies = benignShare > high ? remediesAbove(plan, originals) : remediesBelow(plan, originals);
  const advice = remedies.length === 0 ? 'no single change of the strategy brings it inside' : `${remedies.join(', or ')}${remedies.length > 1 ? ',' : ''} would bring it inside`;
  const sentence = `The benign share of ${percent(benignShare)} lies outside the ${percent(low, 0).replace(' %', '')}–${percent(high, 0)} band: ${advice}.`;
  return [finding('class-balance', plan, sentence)];
}

/** Too many benign rows: more malicious augmentations, or fewer variations. */
function remediesAbove(plan: StrategyPlan, originals: ClassCounts): string[] {
  const { high } = BENIGN_SHARE_BAND;
  const malicious = Math.ceil((plan.after.benign * (1 - high)) / high - EPSILON) - originals.malicious;
  const benignAllowed = (plan.after.malicious * high) / (1 - high) + EPSILON;
  const variations = Math.floor((benignAllowed - originals.benign - (plan.benignAdded - plan.variations)) / plan.covered);
  return [moreMalicious(plan, malicious), ...(plan.covered > 0 && variations >= 1 ? [otherVariations(plan, variations)] : [])];
}

/** Too few benign rows: more variations, or fewer malicious augmentations. */
function remediesBelow(plan: StrategyPlan, originals: ClassCounts): string[] {
  const { low } = BENIGN_SHARE_BAND;
  const benignNeeded = (plan.after.malicious * low) / (1 - low) - EPSILON;
  const variations = Math.ceil((benignNeeded - originals.benign - (plan.benignAdded - plan.variations)) / plan.covered);
  const malicious = Math.floor((plan.after.benign * (1 - low)) / low + EPSILON) - originals.malicious;
  return [...(plan.covered > 0 ? [otherVariations(plan, variations)] : []), ...(malicious >= (plan.contrastPairs ?? 0) ? [moreMalicious(plan, malicious)] : [])];
}

function moreMalicious(plan: StrategyPlan, needed: number): string {
  const { maliciousAdded, strategy: { maliciousAugmentations } } = plan;
  return `${thousands(needed - (maliciousAdded - maliciousAugmentations))} malicious augmentations instead of ${thousands(maliciousAugmentations)}`;
}

function otherVariations(plan: StrategyPlan, needed: number): string {
  return `${thousands(needed)} variations per false positive instead of ${thousands(plan.strategy.variationsPerFalsePositive)}`;
}

/** Rows that are whole but for floating-point noise are whole. */
const EPSILON = 1e-6;
