import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Guard } from '../../../domain/ports/guard.ts';
import { compareSmoke } from '../../../domain/smoke-test.ts';
import { parseSmokeTest } from '../../../schemas/smoke-test.ts';
import type { Release } from '../release.ts';

/** Rounding, and no more, on the machine that made a package. */
export const SAME_MACHINE = 1e-6;

/**
 * By how much this machine may score the package otherwise than the one that made it: what the package's smoke prompts show, at
 * most what the package allows.
 */
export async function machineTolerance({ directory }: Release, guard: Guard): Promise<number> {
  const text = await readFile(join(directory, 'smoke.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return SAME_MACHINE;
  const smoke = parseSmokeTest(JSON.parse(text));
  const { largestDifference } = compareSmoke(smoke, await guard.score(smoke.pairs.map((pair) => pair.text)), smoke.tolerance);
  return Math.max(SAME_MACHINE, Math.min(largestDifference, smoke.tolerance));
}
