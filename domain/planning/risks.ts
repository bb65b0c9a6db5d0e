import { limitPercent, thousands } from '../render/numbers.ts';
import type { CertificationNeed } from './certification-need.ts';
import type { PlanInput } from './plan-input.ts';
import type { MethodPlan, StrategyPlan } from './plan.ts';
import { falsePositiveRateLimit } from './false-positive-rate-limit.ts';

/** What can go wrong, how it shows, and what to do then. */
export interface Risk {
  readonly risk: string;
  readonly sign: string;
  readonly fallback: string;
}

interface Risky {
  readonly chosen: StrategyPlan;
  readonly strategies: readonly StrategyPlan[];
  readonly methods: readonly MethodPlan[];
  readonly certification: readonly CertificationNeed[];
}

/** The ways this plan can fail, by what it is made of. Overrides are written as `hone run --set` takes them. */
export function risksOf(planned: Risky, input: PlanInput): Risk[] {
  return [tooManyFalsePositives(planned, input), lostRecall(planned.chosen), ...tooLittleEvidence(planned), ...fingerprints(planned), ...flippedDecisions(input), inService()];
}

function tooManyFalsePositives({ chosen, strategies }: Risky, { settings }: PlanInput): Risk {
  const limit = limitPercent(falsePositiveRateLimit(settings));
  const wider = strategies.filter((row) => row.covered > chosen.covered).sort((a, b) => a.covered - b.covered)[0];
  return {
    risk: 'The model memorises the covered false positives and generalises too little',
    sign: `the false-positive rate on the test split stays over ${limit}`,
    fallback: wider === undefined ? 'mine more traffic: no strategy covers more of what was found' : `cover more: plan.strategy=${wider.strategy.name} (${thousands(wider.covered)} instead of ${thousands(chosen.covered)})`,
  };
}

function lostRecall({ strategy: { maliciousAugmentations } }: StrategyPlan): Risk {
  return {
    risk: 'Recall falls as benign rows are added',
    sign: 'the gates on recall or on the difference to the champion fail on the test split',
    fallback: `more malicious augmentations than ${thousands(maliciousAugmentations)}, or fewer variations; a higher malicious weight only last, since it raises false positives`,
  };
}

function tooLittleEvidence({ certification }: Risky): Risk[] {
  const need = certification.find(({ error }) => error === 'false-positive');
  const least = need?.cases.find(({ case: name }) => name === 'no-errors')?.rowsNeeded;
  if (need === undefined || typeof least !== 'number') return [];
  return [{
    risk: 'The model is good enough, but the certification set is too small to prove it',
    sign: 'certification ends with not-enough-evidence; its sentence says how many rows would do',
    fallback: `hold back more traffic (cuts.trafficCertification; ${thousands(least)} benign prompts are the least, without a single error), or declare fewer looks than ${thousands(need.looks)} for a new set`,
  }];
}

function fingerprints({ chosen, methods }: Risky): Risk[] {
  if (chosen.rowsAdded === 0) return [];
  const used = methods.filter(({ planned }) => planned > 0).map(({ method }) => method);
  return [{
    risk: "The model learns the generators' fingerprints",
    sign: 'covered false positives are mended, those of the test groups are not',
    fallback: `fewer variations, or a wider mix of methods${used.length > 0 ? ` than ${used.join(', ')}` : ''} (augmentation.methods)`,
  }];
}

function flippedDecisions({ settings: { convert } }: PlanInput): Risk[] {
  if (convert.precision === 'fp32') return [];
  return [{
    risk: `Conversion to ${convert.precision} changes decisions`,
    sign: `more than ${limitPercent(convert.maxFlipRate)} of decisions flip, or the certificate differs from validation`,
    fallback: 'ship the larger file: convert.precision=fp32',
  }];
}

function inService(): Risk {
  return {
    risk: 'Traffic in service is not like the certification set',
    sign: 'the rate of blocked prompts rises, or users report blocked prompts (hone false-positives add)',
    fallback: 'go back to the champion before: hone rollback; then mine the reports',
  };
}
