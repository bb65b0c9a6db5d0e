import { measureChampion, measurePilot } from '../../../../domain/planning/pilot-report.ts';
import type { PilotReport } from '../../../../domain/planning/pilot-report.ts';

const N = 20_000;
const scores = (flagged: number, n: number, score: number): number[] => Array.from({ length: n }, (_, index) => (index < flagged ? score : 0.1));
const CHAMPION = measureChampion(0.5, { benign: scores(836, N, 0.9), attacks: scores(95, 100, 0.9) });
/** Pilots score everything lower: at the champion's threshold they would flag nothing. */
const LOWER = 0.4;

const pilot = (coverage: number, covered: number, variations: number, flagged: number): PilotReport['pilots'][number] =>
  measurePilot({ coverage, covered, variations, allocation: {} }, 20_000 + covered * (1 + variations), CHAMPION, { benign: scores(flagged, N, LOWER), attacks: scores(95, 100, LOWER), heldOut: scores(400, 1000, LOWER) });

/** Pilots for the worked example, after the curve 4 % · (1 + covered)^-0.15 · (1 + variations)^-0.25, in whole prompts of 20,000. */
export const WORKED_PILOTS: PilotReport = {
  champion: CHAMPION,
  replayRows: 20_000,
  pilots: ([[0, 0, 0], [0.1, 418, 8], [0.25, 1045, 8], [0.5, 2090, 8], [0.75, 3134, 8], [0.5, 2090, 0], [0.5, 2090, 2], [0.5, 2090, 4]] as const).map(([coverage, covered, variations]) =>
    pilot(coverage, covered, variations, Math.round(N * 0.04 * (1 + covered) ** -0.15 * (1 + variations) ** -0.25)),
  ),
};
