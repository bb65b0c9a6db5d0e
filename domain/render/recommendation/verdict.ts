import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { duration, percent, thousands } from '../numbers.ts';
import { benignFormula, projectedRates } from './phrases.ts';

/** The recommendation, and why it wins. */
export function verdict(plan: Plan, chosen: StrategyPlan): string {
  const { covered, benignAdded, maliciousAdded, after, training } = chosen;
  const share = plan.falsePositives === 0 ? '' : ` (${percent(covered / plan.falsePositives)} of those found)`;
  const time = training.seconds === undefined ? 'how long that takes is unknown until a speed is measured' : `about ${duration(training.seconds)} at the measured speed if no epoch is stopped early`;
  return [
    `## Recommendation: ${escapeMarkdown(plan.strategy)}`,
    '',
    escapeMarkdown(chosen.strategy.description),
    '',
    `Why ${escapeMarkdown(plan.strategy)}: of the ${thousands(plan.strategies.length)} strategies it ${plan.reasons.map((reason) => escapeMarkdown(reason)).join('; it ')}.`,
    '',
    `- Covers ${thousands(covered)} false positives${share}.`,
    `- Adds ${benignFormula(chosen)} = ${thousands(benignAdded)} benign rows and ${thousands(maliciousAdded)} malicious rows: ${thousands(after.rows)} in all.`,
    `- Trains on ${thousands(training.rows)} rows in at most ${thousands(training.steps)} steps; ${time}.`,
    `- False-positive rate afterwards, projected and not measured: ${projectedRates(chosen, plan.falsePositiveRateLimit)}.`,
  ].join('\n');
}
