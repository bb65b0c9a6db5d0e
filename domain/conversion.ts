import type { CalibrationReport } from './calibration-report.ts';
import type { FlaggedCounts } from './look-forecast.ts';
import type { Label, Row } from './row.ts';

/** The files a model is exported as: as torch writes it, with its operators fused, and fused with int8 weights. */
export const MODEL_FORMATS = ['plain', 'fused', 'int8'] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** A row whose decision the conversion changed. Scores are P(malicious). */
export interface Flip extends Pick<Row, 'id' | 'label'> {
  readonly before: number;
  readonly after: number;
}

/** One file's scores against the plain export's, on the same rows at one threshold. */
export interface Equivalence {
  readonly rows: number;
  readonly maxAbsoluteDifference: number;
  readonly meanAbsoluteDifference: number;
  readonly flipRate: number;
  readonly benignToMalicious: readonly Flip[];
  readonly maliciousToBenign: readonly Flip[];
}

/** What a file decides on the compared rows at the threshold that ships; null over an empty class. Never a gate. */
export interface FormatQuality {
  readonly bytes: number;
  readonly benign: number;
  readonly malicious: number;
  readonly rocAuc: number | null;
  readonly falsePositiveRate: number | null;
  readonly recall: number | null;
  readonly equivalence: Equivalence;
}

/** A file that could have shipped, in the order tried. `leftOut`: costly layers that are fp32 in it. The threshold is for its own scores, before a temperature. */
export interface TriedFile {
  readonly leftOut: number;
  readonly bytes: number;
  readonly threshold: number;
  readonly flipRate: number;
}

/** Largest and mean difference of P(malicious) from torch at one length. */
export interface LengthStep {
  readonly tokens: number;
  readonly max: number;
  readonly mean: number;
}

/** `export.json`, as the trainer writes it. By file: the formats, and `int8-without-N` where layers were ranked. */
export interface ExportReport {
  readonly nodes: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
  readonly ir_version: Readonly<Record<string, number>>;
  readonly opset: number;
  readonly opsets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly embeddings: Readonly<Record<string, { readonly type?: string; readonly bytes?: number }>>;
  readonly max_difference: Readonly<Record<string, number>>;
  readonly ladder: Readonly<Record<string, readonly LengthStep[]>>;
  /** Costliest first: mean change of the logits' difference when only that layer is int8. Empty when none were ranked. */
  readonly layers: readonly { readonly layer: string; readonly cost: number }[];
  readonly versions: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** What `convert` found of the model it made: the artifact `equivalence`. What ships, compared with the plain export, is at its top. */
export interface ConversionReport extends Equivalence {
  readonly schema: 2;
  readonly shipped: ModelFormat;
  readonly threshold: number;
  readonly maxFlipRate: number;
  readonly formats: Readonly<Record<ModelFormat, FormatQuality>>;
  readonly tried: readonly TriedFile[];
  /** The temperature fitted on the tuning slice, all scores of this report but those of `tried` being at it; null where none ships. Not there in older reports. */
  readonly calibration?: CalibrationReport | null;
  /** What the file that ships flags of the whole tuning slice. Not there in reports made before looks were forecast. */
  readonly tuning?: Readonly<Record<Label, FlaggedCounts>>;
  readonly graph: ExportReport;
}
