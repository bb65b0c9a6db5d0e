import { recommendedVariations } from '../../planning/literature.ts';
import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { percent, thousands } from '../numbers.ts';

/** Why this many variations and this coverage, as far as anybody knows. */
export function sizing(plan: Plan, chosen: StrategyPlan): string {
  const { covered, variations, strategy, splits } = chosen;
  const each = strategy.variationsPerFalsePositive;
  const recommended = recommendedVariations(plan.now.rows);
  const against = each > recommended ? 'more than' : each === recommended ? 'as many as' : 'fewer than';
  const found = plan.falsePositives === 0 ? '' : `, ${percent(covered / plan.falsePositives)} of those found`;
  return [
    `## Why ${thousands(each)} variations, and ${thousands(covered)} false positives`,
    '',
    `No published study says how many variations mend a false positive of a prompt-injection classifier; ${thousands(each)} is a choice. What is known:`,
    '',
    ...plan.literature.map(({ citation, says }) => `- ${citation}, ${says}.`),
    '',
    `${thousands(each)} a text are ${against} the ${thousands(recommended)} of that table at ${thousands(plan.now.rows)} rows. The table counts copies of every training row, and here only the covered false positives are rewritten${found}: ` +
      `their variations are ${percent(variations / splits.train)} of the rows trained on. It is a caution, not a rule.`,
    '',
    'Coverage should count for more than variations, since each covered text is new content and each variation only new wording; pilot trainings are how to find out. ' +
      'The texts left uncovered show whether the model generalises: those of test groups are never trained on.',
  ].join('\n');
}
