import type { ImpactAssumptions } from '../profile.ts';
import type { BusinessImpact, ImpactCase, Projection } from './plan.ts';

/**
 * What fewer false positives are worth, as arithmetic on stated assumptions: prompts per day times the fall of the rate,
 * 365 days, times tickets per false positive, times the cost of a ticket. One case for each projected rate.
 */
export function businessImpact(assumptions: ImpactAssumptions, rateNow: number, projection: Projection): BusinessImpact {
  const caseOf = (name: ImpactCase['case'], rate: number): ImpactCase => {
    const perDay = assumptions.promptsPerDay * (rateNow - rate);
    const perYear = Math.round(perDay * DAYS_PER_YEAR);
    const worth = perYear * assumptions.costPerTicket;
    return {
      case: name,
      rate,
      avoidedPerDay: Math.round(perDay),
      avoidedPerYear: perYear,
      savedPerYear: worth * assumptions.ticketsPerFalsePositive,
      savedPerYearIfEachIsATicket: worth,
    };
  };
  const { assumed, fitted, fullGeneralisation, memorisingOnly } = projection;
  return {
    assumptions,
    cases: [
      ...(assumed === undefined ? [] : [caseOf('assumed', assumed)]),
      ...(fitted === undefined ? [] : [caseOf('pilot-trainings', fitted.rate)]),
      caseOf('full-generalisation', fullGeneralisation),
      caseOf('memorising-only', memorisingOnly),
    ],
  };
}

const DAYS_PER_YEAR = 365;
