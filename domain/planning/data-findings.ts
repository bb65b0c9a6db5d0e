import { percent, thousands } from '../render/numbers.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import { recommendedVariations } from './literature.ts';
import type { PlanInput } from './plan-input.ts';
import type { MethodPlan, StrategyPlan } from './plan.ts';
import { originalRows } from './split-sizes.ts';

/** What the added rows can do to a classifier that learns from them. */
export function dataFindings(plan: StrategyPlan, methods: readonly MethodPlan[], input: PlanInput): Finding[] {
  return [...manyVariations(plan, input), ...oneClassGenerators(plan, methods), ...weightFindings(plan, input), ...fewHardNegatives(plan, input), ...fewContrastPairs(plan, input)];
}

function manyVariations(plan: StrategyPlan, input: PlanInput): Finding[] {
  const { benign, malicious } = originalRows(input);
  const recommended = recommendedVariations(benign + malicious);
  const each = plan.strategy.variationsPerFalsePositive;
  if (each <= recommended || plan.covered === 0) return [];
  const sentence = `${thousands(each)} variations per false positive are more than the ${thousands(recommended)} that EDA (Wei and Zou 2019, Table 3) recommends at ${thousands(benign + malicious)} training rows: ${thousands((each - recommended) * plan.covered)} of the ${thousands(plan.variations)} are beyond it, and may teach wording instead of meaning.`;
  return [finding('many-variations', plan, sentence)];
}

/** A generator that writes rows of one class only is a feature of that class. */
function oneClassGenerators(plan: StrategyPlan, methods: readonly MethodPlan[]): Finding[] {
  const benign = methods.filter((method) => method.planned > 0);
  const made = benign.reduce((sum, method) => sum + method.planned, 0);
  const attacks = plan.strategy.maliciousAugmentations;
  const parts = [
    ...(made > 0 ? [`${benign.map(({ method }) => method).join(', ')} ${benign.length === 1 ? 'makes' : 'make'} only benign rows (${thousands(made)})`] : []),
    ...(attacks > 0 ? [`perturbation makes only malicious rows (${thousands(attacks)})`] : []),
  ];
  if (parts.length === 0) return [];
  return [finding('one-class-generators', plan, `Generators are used for one class only: ${parts.join(', and ')}. The classifier can learn a generator's fingerprint instead of the meaning; watch whether false positives nobody rewrote are mended too.`)];
}

function weightFindings(plan: StrategyPlan, { settings }: PlanInput): Finding[] {
  const { benign, malicious } = plan.after.weights;
  if (settings.train.classWeights === 'none' || malicious <= benign) return [];
  const sentence = `The malicious class weighs ${malicious.toFixed(3)} against ${benign.toFixed(3)} (${(malicious / benign).toFixed(2)} times): that defends recall, but raising the malicious weight raises the false-positive rate.`;
  return [finding('malicious-weight', plan, sentence)];
}

/** Hard negatives are written by hand: what the sets do not have, no stage makes. */
function fewHardNegatives(plan: StrategyPlan, { hardNegativesAvailable: available }: PlanInput): Finding[] {
  const asked = plan.strategy.hardNegatives;
  if (asked === 0 || (available !== undefined && available >= asked)) return [];
  const least = plan.benignAdded - plan.hardNegatives + (available ?? 0);
  const planned = plan.benignAdded - plan.hardNegatives + asked;
  const adds = `adds ${thousands(least)} benign rows instead of ${thousands(planned)} (${percent((planned - least) / planned)} less)`;
  const sentence = available === undefined
    ? `Hone writes no hard negatives: unless sets.trainingHardNegatives has the ${thousands(asked)} planned, a run ${adds}.`
    : `${thousands(asked)} hard negatives are asked for and ${thousands(available)} available in sets.trainingHardNegatives: the run ${adds}.`;
  return [finding('hard-negatives-short', plan, sentence)];
}

/** Nor does a stage make contrast pairs. */
function fewContrastPairs(plan: StrategyPlan, { contrastPairsAvailable: available }: PlanInput): Finding[] {
  const asked = plan.strategy.contrastPairs ?? 0;
  if (asked === 0 || (available !== undefined && available >= asked)) return [];
  const sentence = available === undefined
    ? `Hone writes no contrast pairs: unless sets.contrastPairs has the ${thousands(asked)} planned, a run adds ${thousands(2 * asked)} rows less.`
    : `${thousands(asked)} contrast pairs are asked for and ${thousands(available)} available in sets.contrastPairs: the run adds ${thousands(2 * (asked - available))} rows less.`;
  return [finding('contrast-pairs-short', plan, sentence)];
}
