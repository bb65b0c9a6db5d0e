/** One labelled prompt. `groupId` is the unit of every split: source id united with its near-duplicate cluster. */
export interface Row {
  readonly id: string;
  readonly text: string;
  readonly label: Label;
  readonly source: string;
  readonly category: string;
  readonly groupId: string;
}

export type Label = 'benign' | 'malicious';

/** Where a training row came from; `original` rows may be in any split, all others in `train` only. */
export type RowOrigin = 'original' | 'false-positive' | 'variation' | 'hard-negative' | 'contrast-pair';

/** A row of an assembled split. `sourceId` names the row a variation was made from (else its own id). */
export interface TrainingRow extends Row {
  readonly origin: RowOrigin;
  readonly sourceId: string;
  readonly method: string;
}

/** A score is P(malicious) in [0, 1]. */
export interface Score {
  readonly id: string;
  readonly score: number;
}
