import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoneError } from '../../../domain/errors.ts';
import type { Guard } from '../../../domain/ports/guard.ts';
import { compareSmoke, SMOKE_TOLERANCE } from '../../../domain/smoke-test.ts';
import { parseSmokeTest } from '../../../schemas/smoke-test.ts';
import type { Release } from '../release.ts';

/** Rounding, and no more, on the machine that made a package. */
export const SAME_MACHINE = 1e-6;

/**
 * By how much this machine may score the package otherwise than the one that made it: what the package's smoke prompts show. Whoever made
 * the package wrote those, so no more than Hone's own tolerance is taken from them.
 * @throws HoneError HONE_ARTIFACT_CORRUPT where the smoke prompts score otherwise by more.
 */
export async function machineTolerance({ directory }: Release, guard: Guard): Promise<number> {
  const text = await readFile(join(directory, 'smoke.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return SAME_MACHINE;
  const smoke = parseSmokeTest(JSON.parse(text));
  const allowed = Math.min(smoke.tolerance, SMOKE_TOLERANCE);
  const { passed, failed, largestDifference } = compareSmoke(smoke, await guard.score(smoke.pairs.map((pair) => pair.text)), allowed);
  if (passed) return Math.max(SAME_MACHINE, largestDifference);
  throw new HoneError('HONE_ARTIFACT_CORRUPT', `On this machine ${failed.length} of ${smoke.pairs.length} smoke prompts score otherwise than smoke.json says, by up to ${largestDifference}; no more than ${allowed} is put down to the processor.`);
}
