import type { BenignMethod, ImpactAssumptions, Strategy } from '../profile.ts';
import type { CheapestStrategy } from './cheapest-strategy.ts';
import type { CertificationNeed } from './certification-need.ts';
import type { Finding } from './finding.ts';
import type { Reference } from './literature.ts';
import type { StrategyLlmCost, TokensPerText } from './llm-cost.ts';
import type { FittedRate, PilotCurve } from './pilot-curve.ts';
import type { PilotReport } from './pilot-report.ts';
import type { PlannedSettings } from './plan-input.ts';
import type { Risk } from './risks.ts';
import type { ScheduledDays } from './schedule.ts';
import type { SplitSizes } from './split-sizes.ts';
import type { Criterion } from './success-criteria.ts';

/**
 * The table of strategies with what each would do, what is wrong with the chosen one, and what it is worth. Plain JSON: it is the file
 * `ml_training_analysis_report.json` (schema: `docs/ml_training_analysis_report.schema.json`), and all that its Markdown is made from.
 */
export interface Plan {
  readonly schema: 1;
  readonly now: Composition;
  readonly trafficRows: number;
  readonly falsePositives: number;
  /** `falsePositives / trafficRows`: measured. Every other rate of a plan is projected. */
  readonly falsePositiveRate: number;
  readonly falsePositiveRateLimit: number;
  /** Name of the chosen strategy. */
  readonly strategy: string;
  /** What the chosen strategy is best at, a phrase each. */
  readonly reasons: readonly string[];
  readonly strategies: readonly StrategyPlan[];
  /** How the chosen strategy's variations are divided over the methods, and by which rule. */
  readonly methods: readonly MethodPlan[];
  readonly methodRule: string;
  readonly tokensPerText: TokensPerText;
  readonly findings: readonly Finding[];
  /** What certification takes, gate by gate. */
  readonly certification: readonly CertificationNeed[];
  readonly criteria: readonly Criterion[];
  readonly schedule: readonly ScheduledDays[];
  readonly risks: readonly Risk[];
  readonly impact: BusinessImpact;
  readonly literature: readonly Reference[];
  readonly settings: PlannedSettings;
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
  /** Of those the strategy asks for, the ones there are. */
  readonly hardNegatives: number;
  /** Likewise, two rows each; not there where none are asked for. */
  readonly contrastPairs?: number;
  readonly benignAdded: number;
  readonly maliciousAdded: number;
  readonly rowsAdded: number;
  readonly after: Composition;
  /** Originals by the cuts; what is added is all in train. */
  readonly splits: SplitSizes;
  readonly allocation: readonly CategoryAllocation[];
  readonly training: TrainingCost;
  readonly llm: StrategyLlmCost;
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
  /** At most: training may stop early. */
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
  /** What pilot trainings predict. */
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

export interface BusinessImpact {
  readonly assumptions: ImpactAssumptions;
  readonly cases: readonly ImpactCase[];
}

/** False positives and money saved if the rate fell to `rate`. A year has 365 days. */
export interface ImpactCase {
  readonly case: 'assumed' | 'pilot-trainings' | 'full-generalisation' | 'memorising-only';
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
