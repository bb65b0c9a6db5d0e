import { expect, test } from '@jest/globals';
import { STAGE_VERSIONS, TRAINER_UNITS } from '../../../domain/stage-versions.ts';
import { STAGES } from '../../../domain/stages.ts';

test('the stages are in the order they happen, the first champion\'s before the challenger\'s', () => {
  expect(STAGES).toEqual([
    'ingest',
    'bootstrap-assemble', 'bootstrap-train', 'bootstrap-convert', 'bootstrap-package',
    'mine', 'plan', 'generate', 'assemble', 'train', 'validate', 'convert', 'probe', 'certify', 'package', 'promote',
  ]);
});

test('every stage has a version, a whole number from 1 on', () => {
  for (const stage of STAGES) expect(STAGE_VERSIONS[stage]).toBeGreaterThanOrEqual(1);
  for (const version of Object.values(STAGE_VERSIONS)) expect(Number.isInteger(version)).toBe(true);
});

test('what the Python trainer makes is known by its sources', () => {
  expect([...TRAINER_UNITS].sort()).toEqual(['ablation', 'bootstrap-train', 'cross-validate', 'encoder', 'export', 'loso', 'merge', 'pilot', 'score-split', 'short-training', 'train']);
});
