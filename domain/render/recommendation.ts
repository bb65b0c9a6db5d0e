import type { Composition, Plan, StrategyPlan } from '../planning/plan.ts';
import { chosenStrategy } from '../planning/plan.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { duration, limitPercent, money, percent, rateBeside, thousands } from './numbers.ts';
import { renderPilots } from './pilot-section.ts';

/** A plan as the Markdown a person reads before a run goes on: what is asked, what is recommended and why, and what is only assumed. */
export function renderRecommendation(plan: Plan): string {
  const chosen = chosenStrategy(plan);
  const sections = [ask, recommendation, comparison, allocation, methods, balance, findings, renderPilots, projection, impact, next];
  return `${['# Retraining plan', ...sections.map((section) => section(plan, chosen))].filter((text) => text !== '').join('\n\n')}\n`;
}

function ask(plan: Plan): string {
  const { falsePositives, falsePositiveRate, trafficRows, falsePositiveRateLimit: limit } = plan;
  return [
    '## The ask',
    '',
    `The champion calls ${thousands(falsePositives)} of ${thousands(trafficRows)} benign prompts malicious: a false-positive rate of ${rateNow(falsePositiveRate)}. ` +
      `The limit is ${limitPercent(limit)}, without losing recall.`,
  ].join('\n');
}

function recommendation(plan: Plan, chosen: StrategyPlan): string {
  const { covered, after, training } = chosen;
  const found = chosen.allocation.reduce((sum, part) => sum + part.found, 0);
  const share = found === 0 ? '' : ` (${percent(covered / found)} of those found)`;
  const time = training.seconds === undefined ? 'time unknown until a speed is measured' : `about ${duration(training.seconds)} at the measured speed if no epoch is stopped early`;
  return [
    `## Recommendation: ${escapeMarkdown(plan.strategy)}`,
    '',
    escapeMarkdown(chosen.strategy.description),
    '',
    `Why: ${why(plan, chosen)}`,
    '',
    `- It covers ${thousands(covered)} false positives${share} with ${formula(chosen)}.`,
    `- It adds ${thousands(chosen.benignAdded)} benign and ${thousands(chosen.maliciousAdded)} malicious rows: ${thousands(after.rows)} in all.`,
    `- Training takes at most ${thousands(training.steps)} steps over ${thousands(training.rows)} rows; ${time}.`,
    `- Its rate is projected, not measured: ${range(chosen, plan.falsePositiveRateLimit)}${assumption(chosen, plan, ', and the plan assumes ')}.`,
  ].join('\n');
}

/** What the chosen strategy is best at, by the plan's own figures, and who covers more. */
function why(plan: Plan, chosen: StrategyPlan): string {
  const others = plan.strategies.filter((row) => row !== chosen);
  const least = (figure: (row: StrategyPlan) => number): boolean => others.length > 0 && others.every((other) => figure(chosen) < figure(other));
  const reasons = [
    ...(least((row) => row.projection.assumed ?? Infinity) ? ['the lowest assumed rate'] : []),
    ...(least((row) => row.projection.memorisingOnly) ? ['the lowest rate by memorising alone'] : []),
    ...(least((row) => row.rowsAdded) ? ['the fewest rows added'] : []),
    ...(least((row) => -row.maliciousAdded) ? ['the most malicious augmentation, which defends recall'] : []),
  ];
  const best = reasons.length === 0 ? 'the profile chooses it; it leads in none of the figures below.' : `of the ${thousands(plan.strategies.length)} strategies it has ${reasons.join(' and ')}.`;
  const wider = others.filter((other) => other.covered > chosen.covered).map((other) => `${escapeMarkdown(other.strategy.name)} (${thousands(other.covered)})`);
  return wider.length === 0 ? best : `${best} More false positives are covered by ${wider.join(', ')}.`;
}

function comparison(plan: Plan): string {
  const limit = plan.falsePositiveRateLimit;
  const rows = plan.strategies.map((row) => {
    const name = escapeMarkdown(row.strategy.name);
    return [
      row.strategy.name === plan.strategy ? `**${name}**` : name,
      formula(row),
      thousands(row.rowsAdded),
      thousands(row.after.rows),
      percent(row.after.benignShare),
      range(row, limit),
      assumption(row, plan, '') || '–',
      row.training.seconds === undefined ? 'unknown' : duration(row.training.seconds),
    ];
  });
  const head = ['Strategy', 'Rows added', 'Sum', 'Rows in all', 'Benign share', 'Projected rate (Hone)', 'Assumed rate (author)', 'Training time'];
  return ['## The strategies', '', table(head, rows)].join('\n');
}

function allocation(_plan: Plan, chosen: StrategyPlan): string {
  const rows = chosen.allocation.map((part) => [
    escapeMarkdown(part.category),
    thousands(part.found),
    thousands(part.available),
    thousands(part.covered),
    thousands(part.variations),
  ]);
  return ['## Allocation', '', table(['Category', 'Found', 'May be trained on', 'Covered', 'Variations'], rows)].join('\n');
}

function methods(plan: Plan): string {
  if (plan.methods.length === 0) return '';
  const rows = plan.methods.map((method) => [
    method.method,
    percent(method.share, 0),
    thousands(method.asked),
    thousands(method.planned),
    method.available ? 'available' : `not available${method.reason === undefined ? '' : `: ${escapeMarkdown(method.reason)}`}`,
  ]);
  return ['## Methods', '', table(['Method', 'Share', 'Asked', 'Planned', 'State'], rows)].join('\n');
}

function balance(plan: Plan, chosen: StrategyPlan): string {
  const row = (name: string, set: Composition): string[] => [
    name,
    thousands(set.benign),
    thousands(set.malicious),
    thousands(set.rows),
    percent(set.benignShare),
    set.weights.benign.toFixed(3),
    set.weights.malicious.toFixed(3),
  ];
  const head = ['', 'Benign', 'Malicious', 'Rows', 'Benign share', 'Weight benign', 'Weight malicious'];
  return ['## Class balance and weights', '', table(head, [row('now', plan.now), row('after', chosen.after)])].join('\n');
}

function findings(plan: Plan): string {
  const lines = plan.findings.map(({ strategy, sentence }) => {
    const about = strategy === plan.strategy ? '' : `${escapeMarkdown(strategy)}: `;
    return `- ${about}${escapeMarkdown(sentence)}`;
  });
  return ['## Findings', '', ...(lines.length === 0 ? ['Nothing is wrong with this plan.'] : lines)].join('\n');
}

function projection(plan: Plan, chosen: StrategyPlan): string {
  const limit = plan.falsePositiveRateLimit;
  const { fullGeneralisation, memorisingOnly } = chosen.projection;
  const assumed = assumption(chosen, plan, '');
  const rows = [
    ['every false positive of a covered category is mended', rateBeside(fullGeneralisation, limit), "Hone's lower end"],
    ['only the covered false positives are mended', rateBeside(memorisingOnly, limit), "Hone's upper end"],
    ...(assumed === '' ? [] : [["the strategy's author assumes", assumed, 'an assumption']]),
  ];
  return ['## Projected, not measured', '', table(['If', 'False-positive rate', 'What it is'], rows), '', 'The measured rate, with its interval, comes with validation and certification.'].join('\n');
}

function impact(plan: Plan): string {
  const { assumptions, cases } = plan.impact;
  const show = (amount: number): string => escapeMarkdown(money(amount, assumptions.currency));
  const rows = cases.map((each) => [
    `${each.case.replace('-', ' ')} (${rateBeside(each.rate, plan.falsePositiveRateLimit)})`,
    thousands(each.avoidedPerDay),
    thousands(each.avoidedPerYear),
    show(each.savedPerYear),
    show(each.savedPerYearIfEachIsATicket),
  ]);
  const tickets = `${Number((assumptions.ticketsPerFalsePositive * 100).toPrecision(6))} %`;
  return [
    '## Business impact',
    '',
    `Assumed: ${thousands(assumptions.promptsPerDay)} prompts a day, ${tickets} of false positives become a ticket, ${show(assumptions.costPerTicket)} a ticket, 365 days. The assumptions decide the money.`,
    '',
    table(['Rate', 'Avoided a day', 'Avoided a year', `Saved a year at ${tickets}`, 'If each were a ticket'], rows),
  ].join('\n');
}

function next(plan: Plan, chosen: StrategyPlan): string {
  return [
    '## What happens next',
    '',
    `1. Generate ${thousands(chosen.variations)} variations and ${thousands(chosen.maliciousAdded)} malicious augmentations, add ${thousands(chosen.hardNegatives)} hard negatives, and filter them all.`,
    '2. Train, then judge every gate on tuning and test splits.',
    `3. Convert, and score the certification sets once, with the file that ships: the upper bound must lie under ${limitPercent(plan.falsePositiveRateLimit)}.`,
    '4. Package, and promote by the release policy.',
  ].join('\n');
}

/** `2,500 × 8 + 250`, with the covered texts themselves and the malicious rows where there are any. */
function formula(row: StrategyPlan): string {
  const sources = row.sources > 0 ? ` + ${thousands(row.sources)} themselves` : '';
  const malicious = row.maliciousAdded > 0 ? `, and ${thousands(row.maliciousAdded)} malicious` : '';
  return `${thousands(row.covered)} × ${thousands(row.strategy.variationsPerFalsePositive)}${sources} + ${thousands(row.hardNegatives)}${malicious}`;
}

function range(row: StrategyPlan, limit: number): string {
  return `${rateBeside(row.projection.fullGeneralisation, limit)} … ${rateBeside(row.projection.memorisingOnly, limit)}`;
}

function assumption(row: StrategyPlan, plan: Plan, before: string): string {
  const { assumed } = row.projection;
  return assumed === undefined ? '' : `${before}${rateBeside(assumed, plan.falsePositiveRateLimit)}`;
}

function rateNow(rate: number): string {
  return percent(rate, 3);
}

/** First column left, the others right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
