import type { BenignMethod, ImpactAssumptions, Strategy } from '../profile.ts';
import type { CheapestStrategy } from './cheapest-strategy.ts';
import type { FittedRate, PilotCurve } from './pilot-curve.ts';
import type { PilotReport } from './pilot-report.ts';

/** Everything a plan is computed from. Counts are rows, rates fractions. */
export interface PlanInput {
  /** Original rows that will be trained and judged on (after replay), per class; both classes must be there. */
  readonly benign: number;
  readonly malicious: number;
  /** Rows of traffic that were scored to find the false positives. */
  readonly trafficRows: number;
  readonly falsePositivesByCategory: Readonly<Record<string, number>>;
  /** How many of them may be trained on (those of train groups), per category. Default: all that were found. */
  readonly availableByCategory?: Readonly<Record<string, number>>;
  readonly strategies: readonly Strategy[];
  /** Name of the chosen one. */
  readonly strategy: string;
  /** Limit of the false-positive gate. */
  readonly falsePositiveRateLimit: number;
  readonly methods: readonly MethodQuota[];
  /** Whether the covered false positives are trained on beside their variations. */
  readonly includeSources: boolean;
  readonly training: TrainingAssumptions;
  readonly impact: ImpactAssumptions;
  /** What short trainings measured, where there were any. */
  readonly pilots?: PilotReport;
}

/** A method that makes benign variations, with its share of them. */
export interface MethodQuota {
  readonly method: BenignMethod;
  /** In [0, 1]. */
  readonly share: number;
  readonly available: boolean;
  /** Why it is not available: shown to the operator. */
  readonly reason?: string;
  /** Most different variations it can make of one text. Default: no bound. */
  readonly maxPerSource?: number;
}

export interface TrainingAssumptions {
  readonly epochs: number;
  readonly batchSize: number;
  /** Share of original rows in the train split, in (0, 1]; added rows are always in train. */
  readonly trainShare: number;
  /** Measured training speed; undefined until a run has measured one. */
  readonly rowsPerSecond?: number | undefined;
}

/** The table of strategies with what each would do, what is wrong with the chosen one, and what it is worth. Plain JSON. */
export interface Plan {
  readonly now: Composition;
  readonly trafficRows: number;
  readonly falsePositives: number;
  /** `falsePositives / trafficRows`. */
  readonly falsePositiveRate: number;
  readonly falsePositiveRateLimit: number;
  /** Name of the chosen strategy. */
  readonly strategy: string;
  readonly strategies: readonly StrategyPlan[];
  /** How the chosen strategy's variations are divided over the methods. */
  readonly methods: readonly MethodPlan[];
  readonly findings: readonly Finding[];
  readonly impact: BusinessImpact;
  readonly pilots?: PlanPilots;
}

/** The pilots as measured, and what follows from them. Without a curve there were too few that differ. */
export interface PlanPilots extends PilotReport {
  readonly curve?: PilotCurve;
  readonly cheapest?: CheapestStrategy;
}

/** Rows per class, with `benignShare = benign / rows` and class weights `N / (2 N_class)`. */
export interface Composition {
  readonly benign: number;
  readonly malicious: number;
  readonly rows: number;
  readonly benignShare: number;
  readonly weights: { readonly benign: number; readonly malicious: number };
}

export interface StrategyPlan {
  readonly strategy: Strategy;
  /** False positives the strategy asks for, and those it can have. */
  readonly asked: number;
  readonly covered: number;
  readonly variations: number;
  /** Covered false positives that are trained on themselves. */
  readonly sources: number;
  readonly hardNegatives: number;
  readonly benignAdded: number;
  readonly maliciousAdded: number;
  readonly rowsAdded: number;
  readonly after: Composition;
  readonly allocation: readonly CategoryAllocation[];
  readonly training: TrainingCost;
  readonly projection: Projection;
}

export interface CategoryAllocation {
  readonly category: string;
  readonly found: number;
  readonly available: number;
  readonly covered: number;
  readonly variations: number;
}

export interface TrainingCost {
  /** Rows of the train split. */
  readonly rows: number;
  readonly steps: number;
  readonly seconds?: number;
}

/** False-positive rates after training, as fractions. Projected, never measured. */
export interface Projection {
  /** Every false positive of a covered category is mended. */
  readonly fullGeneralisation: number;
  /** Only the covered false positives are: `(found - covered) / traffic`. */
  readonly memorisingOnly: number;
  /** What the strategy's author assumes. */
  readonly assumed?: number;
  /** Read from the curve of the pilots. */
  readonly fitted?: FittedRate;
}

export interface MethodPlan {
  readonly method: BenignMethod;
  readonly share: number;
  readonly available: boolean;
  readonly reason?: string;
  /** Variations by its own share, and by what it makes after the unavailable ones' shares moved. */
  readonly asked: number;
  readonly planned: number;
}

/** Something a person should know before approving the plan, as one sentence with its number. */
export interface Finding {
  readonly code: FindingCode;
  readonly strategy: string;
  readonly sentence: string;
}

export type FindingCode =
  | 'class-balance'
  | 'coverage-short'
  | 'memorising-not-enough'
  | 'assumption-outside-range'
  | 'malicious-weight'
  | 'method-unavailable'
  | 'quota-unmakeable';

export interface BusinessImpact {
  readonly assumptions: ImpactAssumptions;
  readonly cases: readonly ImpactCase[];
}

/** False positives and money saved if the rate fell to `rate`. A year has 365 days. */
export interface ImpactCase {
  readonly case: 'assumed' | 'full-generalisation' | 'memorising-only';
  readonly rate: number;
  readonly avoidedPerDay: number;
  readonly avoidedPerYear: number;
  /** At the assumed tickets per false positive. */
  readonly savedPerYear: number;
  /** If each avoided false positive had been a ticket: the upper end. */
  readonly savedPerYearIfEachIsATicket: number;
}

/** The chosen strategy's row of the plan's table. */
export function chosenStrategy(plan: Pick<Plan, 'strategy' | 'strategies'>): StrategyPlan {
  const chosen = plan.strategies.find((candidate) => candidate.strategy.name === plan.strategy);
  if (chosen === undefined) throw new RangeError(`plan without its chosen strategy ${plan.strategy}`);
  return chosen;
}
