import { readFile } from 'node:fs/promises';
import type { PilotInputs, PilotParameters } from '../../../activities/pilot.ts';
import type { Profile } from '../../../domain/profile.ts';
import type { Bench } from '../../support/stage-bench.ts';

const SAMPLE = JSON.parse(await readFile(new URL('../../../profiles/sample.json', import.meta.url), 'utf8')) as Profile;

/** Pilots at a quarter and a half, with 0 and 2 variations. */
export const PILOT_PARAMETERS: PilotParameters = {
  seed: 7,
  cuts: { ...SAMPLE.cuts, train: 0.5, validation: 0.25 },
  pilot: { coverages: [0.25, 0.5], variations: [0, 2], replayRows: 4 },
  variationsPerFalsePositive: 2,
  augmentation: SAMPLE.augmentation,
  nearDuplicateJaccard: 0.8,
  model: SAMPLE.model,
  train: SAMPLE.train,
};

/** Inputs of a pilot stage, empty where a test is not about them; the champion is deployed at 0.5. */
export async function pilotInputs(at: Bench, given: Partial<PilotInputs>): Promise<PilotInputs> {
  const none = await at.rows([]);
  return { training: none, falsePositives: none, tuning: none, ...(await at.package('champion', 0.5)), ...given };
}
