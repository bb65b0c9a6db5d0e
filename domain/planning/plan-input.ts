import type { PilotReport } from './pilot-report.ts';
import type { AugmentationSettings, BenignMethod, Profile } from '../profile.ts';

/** Everything a plan is computed from: what was counted, and the settings it is planned with. Counts are rows, rates fractions. */
export interface PlanInput {
  /** Rows of the training set per class; both classes must be there. */
  readonly benign: number;
  readonly malicious: number;
  /** Rows of traffic that were scored to find the false positives. */
  readonly trafficRows: number;
  readonly falsePositivesByCategory: Readonly<Record<string, number>>;
  /** How many of them may be trained on (those of train groups), per category. Default: all that were found. */
  readonly availableByCategory?: Readonly<Record<string, number>>;
  /** Hand-written hard negatives that may be trained on. Absent where they were not counted: then all that a strategy asks for are believed in. */
  readonly hardNegativesAvailable?: number;
  /** Contrast pairs that may be trained on. Absent where they were not counted: then all that a strategy asks for are believed in. */
  readonly contrastPairsAvailable?: number;
  /** Held-back evaluation rows (groups, where siblings count once) per class; absent where only counts are known. */
  readonly certification?: ClassCounts | undefined;
  /** Mean tokens of the texts that are varied; absent where no text was seen. */
  readonly tokensPerText?: number | undefined;
  /** Measured training speed; absent until a run has measured one. */
  readonly rowsPerSecond?: number | undefined;
  /** What short trainings measured, where there were any. */
  readonly pilots?: PilotReport;
  readonly methods: readonly MethodQuota[];
  readonly settings: PlannedSettings;
}

/** The parts of a profile that a plan depends on, or that a reader of the plan asks for. */
export type PlannedSettings = Pick<Profile, 'seed' | 'model' | 'cuts' | 'plan' | 'assemble' | 'train' | 'convert' | 'threshold' | 'gates' | 'certification' | 'release'> & Pick<AugmentationSettings, 'methods'>;

export interface ClassCounts {
  readonly benign: number;
  readonly malicious: number;
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
  /** Where a language model does its work, which then costs money. Paraphrasing always has one. */
  readonly through?: 'language-model';
}

/** The parts of a profile that are settings of a plan. `methods` stand in `augmentation` there. */
export function plannedSettings({ seed, model, cuts, plan, assemble, train, convert, threshold, gates, certification, release, augmentation }: Profile): PlannedSettings {
  return { plan, methods: augmentation.methods, assemble, train, cuts, seed, model, threshold, convert, certification, release, gates };
}
