import type { Plan } from '../planning/plan.ts';
import { chosenStrategy } from '../planning/plan.ts';
import { renderPilots } from './pilot-section.ts';
import { allocation } from './recommendation/allocation.ts';
import { ask } from './recommendation/ask.ts';
import { classBalance } from './recommendation/class-balance.ts';
import { comparison } from './recommendation/comparison.ts';
import { configuration } from './recommendation/configuration.ts';
import { cost } from './recommendation/cost.ts';
import { findings } from './recommendation/findings.ts';
import { impact } from './recommendation/impact.ts';
import { implementation } from './recommendation/implementation.ts';
import { projection } from './recommendation/projection.ts';
import { referenceCard } from './recommendation/reference-card.ts';
import { risks } from './recommendation/risks.ts';
import { sizing } from './recommendation/sizing.ts';
import { successCriteria } from './recommendation/success-criteria.ts';
import { verdict } from './recommendation/verdict.ts';

const SECTIONS = [ask, verdict, comparison, findings, renderPilots, projection, classBalance, allocation, sizing, cost, implementation, configuration, risks, successCriteria, impact, referenceCard];

const PREFACE = 'Made before training: every figure is counted or projected, and where one is measured it says so.';

/** A plan as the Markdown a person reads before a run goes on: what is asked, what is recommended and why, and what is only projected. */
export function renderRecommendation(plan: Plan): string {
  const chosen = chosenStrategy(plan);
  return `${['# Training recommendation', PREFACE, ...SECTIONS.map((section) => section(plan, chosen))].filter((text) => text !== '').join('\n\n')}\n`;
}
