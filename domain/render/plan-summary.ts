import type { Plan, StrategyPlan } from '../planning/plan.ts';
import { chosenStrategy } from '../planning/plan.ts';
import { limitPercent, percent, thousands } from './numbers.ts';
import { assumedRate, batchPrice, benignFormula, fittedRate, listPrice, range, trainingTime } from './recommendation/phrases.ts';
import { plainTable } from './table.ts';

/** A plan for a terminal: the strategies in one table of at most 120 columns, what the chosen one gives, and the findings. */
export function renderPlanSummary(plan: Plan): string {
  const chosen = chosenStrategy(plan);
  const { falsePositives, trafficRows, falsePositiveRate, falsePositiveRateLimit: limit } = plan;
  return [
    `${thousands(falsePositives)} false positives in ${thousands(trafficRows)} prompts: ${percent(falsePositiveRate, 3)} (measured), limit ${limitPercent(limit)}.`,
    '',
    plainTable([HEAD, ...plan.strategies.map((row) => strategyRow(row, plan))]),
    '* chosen. False-positive rates projected, not measured: by the author; by Hone, full generalisation to memorising only.',
    '',
    plainTable(chosenRows(plan, chosen)),
    '',
    'Findings',
    ...plan.findings.map(({ strategy, sentence }) => `- ${strategy === plan.strategy ? '' : `${strategy}: `}${sentence}`),
    '',
  ].join('\n');
}

const HEAD = ['  strategy', 'benign added', 'attacks', 'rows', 'benign', 'author', 'Hone', 'LLM', 'time'];
const LONGEST_NAME = 14;

function strategyRow(row: StrategyPlan, plan: Plan): string[] {
  const { name } = row.strategy;
  return [
    `${name === plan.strategy ? '*' : ' '} ${name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name}`,
    `${benignFormula(row).replace(/ themselves/, '')} = ${thousands(row.benignAdded)}`,
    thousands(row.maliciousAdded),
    thousands(row.after.rows),
    percent(row.after.benignShare),
    assumedRate(row),
    range(row, plan.falsePositiveRateLimit).replace(' % to', ' to'),
    listPrice(row.llm.planned, plan),
    trainingTime(row),
  ];
}

function chosenRows(plan: Plan, chosen: StrategyPlan): string[][] {
  const { after, splits, llm, projection } = chosen;
  return [
    ['covers', chosen.allocation.map(({ category, covered }) => `${category} ${thousands(covered)}`).join(', ')],
    ['methods', plan.methods.map(({ method, planned }) => `${method} ${thousands(planned)}`).join(', ')],
    ['classes', `${thousands(after.benign)} benign, ${thousands(after.malicious)} malicious; weights ${after.weights.benign.toFixed(3)} and ${after.weights.malicious.toFixed(3)}`],
    ['splits', `${thousands(splits.train)} train, ${thousands(splits.validation)} validation, ${thousands(splits.test)} test; at most ${thousands(chosen.training.steps)} steps`],
    ...(projection.fitted === undefined ? [] : [['pilots', `${fittedRate(chosen, plan.falsePositiveRateLimit)} projected by pilot trainings`]]),
    ...(llm.ifAvailable === undefined ? [] : [['LLM', `${listPrice(llm.ifAvailable, plan)} (${batchPrice(llm.ifAvailable, plan)} in batches), ${thousands(llm.ifAvailable.calls)} calls, if all methods were available`]]),
  ];
}
