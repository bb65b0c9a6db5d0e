import type { GateResult, GateVerdict } from './gates.ts';
import type { CalibrationReport } from './calibration-report.ts';
import type { GateForecast } from './look-forecast.ts';
import type { LatencyReport } from './ports/guard.ts';
import type { Row } from './row.ts';
import type { RowsToCollect } from './rows-to-collect.ts';
import type { MeasuredRate } from './statistics/measured-rate.ts';
import type { Confusion } from './statistics/ranking.ts';

/** What was measured of one model on the certification rows, at its own threshold. */
export interface ModelMeasurements {
  readonly threshold: number;
  readonly confusion: Confusion;
  readonly f1: number;
  readonly rocAuc: number;
  readonly bytes: number;
  readonly latency: LatencyReport | null;
}

export interface Certificate {
  readonly schema: 1;
  readonly verdict: GateVerdict;
  readonly gates: readonly GateResult[];
  readonly set: { readonly sha256: string; readonly benign: number; readonly malicious: number; readonly groups: number };
  readonly look: Look;
  readonly declaredLooks: number;
  /** How likely each blocking gate on a rate was to pass, computed before the look was spent. Not there where nothing was known of the tuning slice. */
  readonly power?: readonly GateForecast[];
  /** What the gates without enough evidence still lack. Certificates made before have none. */
  readonly toCollect?: readonly RowsToCollect[];
  readonly challenger: ModelMeasurements;
  readonly champion: ModelMeasurements;
  /** The challenger's temperature, measured on the certification rows, which it was not fitted on. Not there where none ships. */
  readonly calibration?: CalibrationReport;
  /** False-positive rates on the hard negatives: shown, under no gate and never pooled with the others. Not there without such rows. */
  readonly hardNegatives?: { readonly champion: MeasuredRate; readonly challenger: MeasuredRate };
  /** Exact McNemar on the same rows: decisions that only one of the two gets right. */
  readonly mcnemar: { readonly onlyChampionRight: number; readonly onlyChallengerRight: number; readonly p: number };
  /** The same by source and label. Certificates made before slices were compared have none. */
  readonly slices?: readonly Slice[];
  /** Attacks the champion caught and the challenger misses; benign prompts only the challenger blocks. */
  readonly newlyMissed: readonly Regression[];
  readonly newlyBlocked: readonly Regression[];
  readonly falsePositivesBySource: Readonly<Record<string, { readonly rows: number; readonly champion: number; readonly challenger: number }>>;
}

/** Rows of one label and source, and the decisions that only one of the models gets right there. */
export interface Slice {
  readonly label: Row['label'];
  readonly source: string;
  readonly rows: number;
  readonly onlyChampionRight: number;
  readonly onlyChallengerRight: number;
  /** Exact McNemar. */
  readonly p: number;
  /** The same after Holm, over all slices. */
  readonly adjustedP: number;
}

export interface Regression {
  readonly id: string;
  readonly source: string;
  readonly champion: number;
  readonly challenger: number;
}

/** One scoring of a certification set version: by which run, for which certificate. */
export interface Look {
  readonly number: number;
  readonly certificate: string;
  readonly run: string;
  readonly at: string;
  /** As one of how many it was taken; looks from before this was kept have none. */
  readonly declared?: number;
}
