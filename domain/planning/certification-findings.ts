import { limitPercent, percent, thousands } from '../render/numbers.ts';
import type { CertificationNeed, NeedCase } from './certification-need.ts';
import { POWER } from '../gates.ts';
import { finding } from './finding.ts';
import type { Finding } from './finding.ts';
import type { PlanInput } from './plan-input.ts';
import type { StrategyPlan } from './plan.ts';

/** Whether the rows that are held back can prove anything, at the rates the model may end at. */
export function certificationFindings(plan: StrategyPlan, needs: readonly CertificationNeed[], { settings: { threshold } }: PlanInput): Finding[] {
  return [
    ...needs.map((need) => sentenceOf(need)).filter((sentence) => sentence !== undefined).map((sentence) => finding('certification', plan, sentence)),
    ...(threshold.aim >= 1 ? [finding('threshold-aim', plan, `The threshold aims at ${limitPercent(threshold.aim)} of the limit, the limit itself: no margin is left to prove the rate with. Aim at 70 %, say.`)] : []),
  ];
}

/** What to hold back where that is not known (of attacks only with their own count); nothing where there is enough. */
function sentenceOf(need: CertificationNeed): string | undefined {
  const { rows, mostErrors, cases } = need;
  if (rows === null || mostErrors === null) return need.error === 'false-positive' ? `${provesWhat(need)} takes ${taken(need)}.` : undefined;
  if (mostErrors < 0) return `The ${thousands(rows)} ${rowsOf(need)} held back cannot pass at ${limitPercent(need.confidence)} confidence even without an error: that takes ${taken(need)}.`;
  const weak = cases.filter((each) => each.power !== null && each.power < POWER);
  if (weak.length === 0) return undefined;
  return `The ${thousands(rows)} ${rowsOf(need)} held back pass with at most ${thousands(mostErrors)} ${errors(need, mostErrors)} at ${limitPercent(need.confidence)} confidence: ${weak.map(chance).join('; ')}.`;
}

function provesWhat({ limit, confidence, looks }: CertificationNeed): string {
  return `To prove a false-positive rate under ${limitPercent(limit)} at ${limitPercent(confidence)} confidence (${thousands(looks)} ${looks === 1 ? 'look' : 'looks'})`;
}

function taken(need: CertificationNeed): string {
  return need.cases.map((each) => takes(each, need)).join(', ');
}

function takes({ case: name, errorRate, rowsNeeded }: NeedCase, need: CertificationNeed): string {
  if (name === 'no-errors') return `${rowsNeeded === null ? 'no number of' : thousands(rowsNeeded)} ${rowsOf(need)} without a single ${singular(need)}`;
  return `${rowsNeeded === null ? 'and no number would do' : thousands(rowsNeeded)} if the true rate is ${rateName(name)} ${percent(errorRate, 2)}`;
}

function chance({ case: name, errorRate, rowsNeeded, power }: NeedCase): string {
  const needed = rowsNeeded === null ? 'no number of them would do' : `${percent(POWER, 0)} takes ${thousands(rowsNeeded)}`;
  return `at ${rateName(name)} ${percent(errorRate, 2)} that happens with a probability of ${percent(power ?? 0, 0)}, and ${needed}`;
}

function rateName(name: NeedCase['case']): string {
  switch (name) {
    case 'no-errors':
      return 'a rate of';
    case 'threshold-aim':
      return "the threshold's aim of";
    case 'assumed':
      return 'the assumed';
    case 'pilot-trainings':
      return "the pilot trainings'";
  }
}

function rowsOf({ error }: CertificationNeed): string {
  return error === 'false-positive' ? 'benign prompts' : 'attacks';
}

function singular({ error }: CertificationNeed): string {
  return error === 'false-positive' ? 'false positive' : 'miss';
}

function errors(need: CertificationNeed, count: number): string {
  if (count === 1) return singular(need);
  return need.error === 'false-positive' ? 'false positives' : 'misses';
}
