import type { Plan, StrategyPlan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { limitPercent, money, percent, statedRate, thousands } from '../numbers.ts';
import { wordTable } from './figure-table.ts';
import { batchPrice, benignFormula, listPrice, projectedRates, trainingTime } from './phrases.ts';

/** Every number on one screen. */
export function referenceCard(plan: Plan, chosen: StrategyPlan): string {
  const { after, splits, llm } = chosen;
  const [first] = plan.impact.cases;
  const least = plan.certification.map(({ error, cases }) => `${thousands(cases[0]?.rowsNeeded ?? 0)} ${error === 'false-positive' ? 'benign' : 'attacks'}`);
  const rows: string[][] = [
    ['Now', `${thousands(plan.now.benign)} benign + ${thousands(plan.now.malicious)} malicious = ${thousands(plan.now.rows)} rows`],
    ['False positives', `${thousands(plan.falsePositives)} of ${thousands(plan.trafficRows)} (${percent(plan.falsePositiveRate, 3)}, measured); limit ${limitPercent(plan.falsePositiveRateLimit)}`],
    ['Strategy', `${escapeMarkdown(plan.strategy)}: covers ${thousands(chosen.covered)}`],
    ['By category', chosen.allocation.map(({ category, covered }) => `${escapeMarkdown(category)} ${thousands(covered)}`).join(', ')],
    ['By method', plan.methods.map(({ method, planned }) => `${method} ${thousands(planned)}`).join(', ')],
    ['Added', `${benignFormula(chosen)} = ${thousands(chosen.benignAdded)} benign, ${thousands(chosen.maliciousAdded)} malicious`],
    ['After', `${thousands(after.benign)} benign + ${thousands(after.malicious)} malicious = ${thousands(after.rows)} rows; ${percent(after.benignShare)} benign`],
    ['Class weights', `benign ${after.weights.benign.toFixed(3)}, malicious ${after.weights.malicious.toFixed(3)}`],
    ['Splits', `${thousands(splits.train)} train, ${thousands(splits.validation)} validation, ${thousands(splits.test)} test`],
    ['Training', `at most ${thousands(chosen.training.steps)} steps; time ${trainingTime(chosen)}`],
    ['Language model', `${thousands(llm.planned.calls)} calls, ${listPrice(llm.planned, plan)}${llm.ifAvailable ? `; with paraphrasing ${thousands(llm.ifAvailable.calls)} calls, ${listPrice(llm.ifAvailable, plan)} (${batchPrice(llm.ifAvailable, plan)} in batches)` : ''}`],
    ['Projected rate', projectedRates(chosen, plan.falsePositiveRateLimit)],
    ['Proof takes at least', least.length === 0 ? 'not known' : `${least.join(', ')}, without any error`],
    ...(first === undefined ? [] : [[`Worth, if the rate falls to ${statedRate(first.rate)} (projected)`, `${thousands(first.avoidedPerDay)} fewer a day, ${thousands(first.avoidedPerYear)} a year: ${escapeMarkdown(money(first.savedPerYear, plan.impact.assumptions.currency))} to ${escapeMarkdown(money(first.savedPerYearIfEachIsATicket, plan.impact.assumptions.currency))}`]]),
  ];
  return ['## Reference card', '', wordTable(['', ''], rows)].join('\n');
}
