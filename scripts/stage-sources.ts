import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { STAGE_VERSIONS } from '../domain/stage-versions.ts';
import type { UnitName } from '../domain/stage-versions.ts';

/** Where each unit's meaning is written: its activity and, where outputs depend on them, the adapters behind its ports. */
const ENTRIES: Readonly<Record<UnitName, readonly string[]>> = {
  ingest: ['activities/ingest.ts'],
  audit: ['activities/audit.ts'],
  'audit-folds': ['activities/audit.ts'],
  'bootstrap-assemble': ['activities/assemble.ts'],
  'bootstrap-train': ['activities/train.ts'],
  'bootstrap-convert': ['activities/convert.ts', 'adapters/guard/classifier.ts', 'adapters/guard/tokenizer.ts'],
  'bootstrap-package': ['activities/package-model.ts'],
  mine: ['activities/mine.ts'],
  cut: ['activities/mine/cut-sets.ts'],
  'score-chunk': ['activities/score-chunk.ts', 'adapters/guard/classifier.ts', 'adapters/guard/tokenizer.ts'],
  'select-to-embed': ['activities/mine/select-to-embed.ts'],
  pilot: ['activities/pilot.ts'],
  'choose-pilots': ['activities/pilot/choose-pilots.ts'],
  'pilot-table': ['activities/pilot/pilot-table.ts'],
  ablation: ['activities/ablation.ts'],
  'choose-ablation': ['activities/ablation/choose-ablation.ts'],
  'ablation-table': ['activities/ablation/ablation-table.ts'],
  loso: ['activities/loso.ts'],
  'choose-rotations': ['activities/loso/choose-rotations.ts'],
  'leave-out': ['activities/loso/leave-out.ts'],
  'rotation-false-positives': ['activities/loso/rotation-false-positives.ts'],
  plan: ['activities/plan.ts'],
  generate: ['activities/generate.ts'],
  'select-sources': ['activities/generate/select-sources.ts'],
  'generate-chunk': ['activities/generate/generate-chunk.ts', 'adapters/lexicon.ts'],
  'gather-variations': ['activities/generate/gather-variations.ts'],
  assemble: ['activities/assemble.ts'],
  'cross-validate': ['activities/cross-validate.ts'],
  'cross-validation-folds': ['activities/cross-validate.ts'],
  train: ['activities/train.ts'],
  validate: ['activities/validate.ts'],
  'score-split': ['activities/score-split.ts'],
  convert: ['activities/convert.ts', 'adapters/guard/classifier.ts', 'adapters/guard/tokenizer.ts'],
  export: ['activities/export-model.ts'],
  encoder: ['activities/export-encoder.ts'],
  'embed-chunk': ['activities/embed-chunk.ts', 'adapters/guard/encoder.ts', 'adapters/guard/tokenizer.ts'],
  'short-training': ['activities/short-training.ts'],
  merge: ['activities/merge-models.ts'],
  probe: ['activities/probe.ts'],
  'select-probed': ['activities/probe/select-probed.ts'],
  stress: ['activities/stress.ts'],
  'choose-stressed': ['activities/stress/choose-stressed.ts'],
  'attack-chunk': ['activities/stress/attack-chunk.ts', 'adapters/lexicon.ts', 'adapters/guard/classifier.ts', 'adapters/guard/tokenizer.ts'],
  certify: ['activities/certify.ts'],
  package: ['activities/package-model.ts'],
  promote: ['activities/promote.ts'],
};

/** Engine files that move bytes about without deciding any: they are not part of a stage's meaning. */
const MACHINERY = /^activities\/engine\/(artifacts|checkpoints|guard-pool|identity|leases|make|manifests|pulse|put-weights|trainer-events)\.ts$|^domain\/(errors|stage-versions)\.ts$/;

export interface StageSources {
  readonly version: number;
  /** SHA-256 over the unit's sources, imported values included, types not. */
  readonly sha256: string;
}

/** Version and source hash of every unit, as the code is now. */
export function stageSources(root: string): Record<string, StageSources> {
  return Object.fromEntries(Object.entries(ENTRIES).map(([unit, entries]) => [unit, { version: STAGE_VERSIONS[unit as UnitName], sha256: hashOf(root, entries) }]));
}

function hashOf(root: string, entries: readonly string[]): string {
  const files = new Set<string>();
  for (const entry of entries) collect(root, join(root, entry), files);
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file))).update('\0');
  return hash.digest('hex');
}

/** Follows value imports; type-only ones cannot change an output. */
function collect(root: string, path: string, files: Set<string>): void {
  const name = relative(root, path);
  if (files.has(name) || MACHINERY.test(name) || !existsSync(path)) return;
  files.add(name);
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type\b)[^;]*?from '(\.[^']+)'/gms)) collect(root, resolve(dirname(path), specifier!), files);
}
