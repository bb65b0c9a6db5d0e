import type { StageName } from './stages.ts';

/** Pieces of a stage that have a key and a manifest of their own. */
export type UnitName = StageName | 'audit-folds' | 'cut' | 'score-chunk' | 'select-to-embed' | 'choose-pilots' | 'pilot-table' | 'choose-rotations' | 'leave-out' | 'rotation-false-positives' | 'choose-ablation' | 'ablation-table' | 'cross-validation-folds' | 'select-sources' | 'generate-chunk' | 'gather-variations' | 'score-split' | 'export' | 'encoder' | 'embed-chunk' | 'short-training' | 'select-probed' | 'choose-stressed' | 'attack-chunk';

/**
 * Version of what each stage and unit means. Raise it with every change that can change an output:
 * `test/unit/activities/stage-versions.test.ts` hashes the sources and fails until you do.
 */
export const STAGE_VERSIONS: Readonly<Record<UnitName, number>> = {
  ingest: 4,
  audit: 1,
  'audit-folds': 1,
  'bootstrap-assemble': 2,
  'bootstrap-train': 1,
  'bootstrap-convert': 4,
  'bootstrap-package': 3,
  mine: 3,
  cut: 2,
  'score-chunk': 1,
  'select-to-embed': 1,
  pilot: 2,
  'choose-pilots': 1,
  'pilot-table': 1,
  ablation: 1,
  'choose-ablation': 1,
  'ablation-table': 1,
  loso: 2,
  'choose-rotations': 1,
  'leave-out': 1,
  'rotation-false-positives': 1,
  plan: 4,
  generate: 2,
  'select-sources': 3,
  'generate-chunk': 2,
  'gather-variations': 1,
  assemble: 2,
  train: 1,
  'cross-validate': 2,
  'cross-validation-folds': 2,
  validate: 4,
  'score-split': 1,
  convert: 4,
  export: 2,
  encoder: 1,
  'embed-chunk': 1,
  'short-training': 1,
  merge: 1,
  probe: 2,
  'select-probed': 1,
  stress: 1,
  'choose-stressed': 1,
  'attack-chunk': 1,
  certify: 3,
  package: 4,
  promote: 1,
};

/** What the Python trainer makes: its sources are part of the key. `pilot`, `ablation`, `loso` and `cross-validate` are made of trainings that leave nothing else behind. */
export const TRAINER_UNITS: ReadonlySet<UnitName> = new Set<UnitName>(['bootstrap-train', 'pilot', 'ablation', 'loso', 'train', 'cross-validate', 'score-split', 'export', 'encoder', 'short-training', 'merge']);
