import type { Certificate } from '../certificate.ts';
import type { Measurements } from '../measurements.ts';
import type { Normaliser } from '../normaliser.ts';
import type { HoneJson, PackageFileName } from '../package.ts';
import type { LatencyReport } from '../ports/guard.ts';
import type { CutSettings } from '../profile.ts';

/**
 * `evidence.json`: everything a release rests on, bound by hashes (SHA-256, lower-case hex). It names rows by id and never holds a
 * text. Parts are null or empty where a run had nothing of the kind; `gaps` says what that leaves open. Who approved it is not in it:
 * an approval names this document's own hash, and stands in the registry.
 */
export interface Evidence {
  readonly schema: 2;
  readonly packageId: string;
  readonly run: EvidenceRun;
  readonly package: EvidencePackage;
  readonly sets: readonly EvidenceSet[];
  readonly cut: EvidenceCut | null;
  /** Every training of the run in its order: of the champion it made, and of each round. */
  readonly trainings: readonly EvidenceTraining[];
  /** Where the package's weights lie between those of two models. */
  readonly merge: EvidenceMerge | null;
  /** What the run tried by itself, where it had fallback rules. */
  readonly rounds: EvidenceRounds | null;
  readonly threshold: EvidenceThreshold | null;
  readonly conversion: EvidenceConversion | null;
  readonly champion: EvidenceModel | null;
  /** What the gates were judged on and how: counts, bounds, verdicts, slices, regressions by id, the look. */
  readonly certificate: Certificate | null;
  /** Beside the certification rows, by the stage that measured it. */
  readonly measurements: Readonly<Partial<Record<MeasuringStage, Measurements>>>;
  readonly latency: EvidenceLatency | null;
  /** Hone's own prompts, of which so many are decided right; no gate. */
  readonly smoke: { readonly texts: number; readonly right: number };
  /** Artifacts that figures above were taken from. */
  readonly attachments: Readonly<Record<string, EvidenceFile>>;
  readonly stages: readonly EvidenceStage[];
  readonly gaps: readonly EvidenceGap[];
}

export const MEASURING_STAGES = ['probe', 'stress'] as const;
export type MeasuringStage = (typeof MEASURING_STAGES)[number];

/** The run that made the package. Hashes are of its frozen request and profile. */
export interface EvidenceRun {
  readonly id: string;
  readonly profile: string | null;
  readonly profileHash: string | null;
  readonly requestHash: string | null;
  /** The registry's name of the model. */
  readonly model: string | null;
}

export interface EvidenceFile {
  readonly sha256: string;
  readonly bytes: number;
}

export interface EvidenceModel {
  readonly packageId: string;
  readonly files: Readonly<Record<PackageFileName, string>>;
  readonly threshold: number;
}

export interface EvidencePackage {
  readonly files: Readonly<Record<PackageFileName, EvidenceFile>>;
  readonly threshold: number;
  readonly maxTokens: number;
  readonly precision: HoneJson['precision'] | null;
  readonly normaliser: Normaliser | null;
  /** By which the logits are divided before scores are made of them; null where they are not. */
  readonly temperature: number | null;
}

/**
 * A set as it was read: `source` is the file's hash (null for rows that were held out of the other sets), `version` that of its rows
 * once they were checked and grouped.
 */
export interface EvidenceSet {
  readonly name: string;
  readonly file: string | null;
  readonly source: string | null;
  readonly version: string;
  readonly rows: number;
  readonly benign: number;
  readonly malicious: number;
}

export interface EvidenceCut {
  readonly seed: number;
  readonly shares: CutSettings;
  readonly tuning: EvidenceRows;
  readonly certification: EvidenceRows;
}

export interface EvidenceRows {
  readonly sha256: string;
  readonly benign: number;
  readonly malicious: number;
  readonly groups: number;
}

export interface EvidenceTraining {
  readonly stage: string;
  readonly key: string;
  /** Whether its weights are those of the package, alone or merged with others. */
  readonly ships: boolean;
  readonly base: string;
  /** Hash of the weights it went on from; null where it began from `base`. */
  readonly startedFrom: string | null;
  readonly seed: number;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Hash of the trainer's sources and its locked environment. */
  readonly trainer: string | null;
  readonly weights: string;
  readonly train: EvidenceSplit;
  readonly validation: EvidenceSplit;
}

/** Weights between `first` and `second`: of the second a share of `share`. Hashes of the weights. */
export interface EvidenceMerge {
  readonly key: string;
  readonly share: number;
  readonly first: string;
  readonly second: string;
  readonly weights: string;
}

/** Rounds were chosen on tuning and test rows, never on certification rows. */
export interface EvidenceRounds {
  readonly tried: readonly { readonly round: number; readonly rule: string | null; readonly why: string }[];
  readonly chosen: number;
  /** The rule by which the best was chosen. */
  readonly choice: string;
  readonly ended: string;
}

/** `origins`: rows by label and origin, such as `benign variation`; empty where the stage that made the split kept no account. */
export interface EvidenceSplit {
  readonly sha256: string;
  readonly rows: number;
  readonly origins: Readonly<Record<string, number>>;
}

/** `benign` rows in `groups` groups of the set `fittedOn` were scored with the file that ships. */
export type EvidenceThreshold =
  | { readonly rule: 'fixed'; readonly value: number }
  | {
      readonly rule: 'neyman-pearson';
      readonly value: number;
      readonly fittedOn: string;
      readonly benign: number;
      readonly groups: number;
      readonly aim: number;
      readonly limit: number;
      readonly delta: number;
      readonly seed: number;
    };

/** What ships against the plain export, on `rows` rows at the threshold that ships. */
export interface EvidenceConversion {
  readonly rows: number;
  readonly flipRate: number;
  readonly maxFlipRate: number;
  readonly maxAbsoluteDifference: number;
  readonly benignToMalicious: number;
  readonly maliciousToBenign: number;
}

export interface EvidenceLatency {
  readonly cpu: string;
  readonly precision: string;
  readonly traffic: LatencyReport;
}

/** A finished stage of the run: its key is the hash of its identity, its inputs and outputs are hashes by name. */
export interface EvidenceStage {
  readonly stage: string;
  readonly key: string;
  readonly madeBy: string;
  readonly finishedAt: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What was not measured, and why. */
export interface EvidenceGap {
  readonly what: string;
  readonly why: string;
}
