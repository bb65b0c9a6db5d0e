import type { ActivityView } from '../adapters/temporal/runs.ts';
import { duration, thousands } from '../domain/render/numbers.ts';
import type { StageView } from '../domain/run-view.ts';

/** One stage as a line: state, parts done, and what its activities report: rows done, rows/s, time left. */
export function progressLine(stage: StageView, activities: readonly ActivityView[], now = Date.now()): string {
  const mark = MARKS[stage.state];
  const detail = stage.state === 'running' ? runningDetail(stage, activities, now) : [stage.headline, `(${stage.reason})`].filter((part) => part !== '' && part !== '()').join('  ');
  return `${mark} ${stage.stage.padEnd(18)} ${elapsed(stage, now).padStart(7)}  ${detail}`;
}

const MARKS: Readonly<Record<StageView['state'], string>> = { busy: '…', running: '▸', parked: '!', hit: '=', made: '✓', skipped: '-' };

function runningDetail(stage: StageView, activities: readonly ActivityView[], now: number): string {
  const reports = activities.flatMap(({ progress }) => (progress ? [progress] : []));
  const [first] = reports;
  const parts = stage.unitsTotal > 0 ? [`${stage.unitsDone} of ${stage.unitsTotal} parts`] : [];
  if (!first) return [...parts, stage.reason].join(' · ');
  const rowsPerSecond = reports.reduce((sum, report) => sum + report.rowsPerSecond, 0);
  const left = stage.unitsTotal > 0 ? partsLeft(stage, now) : first.secondsLeft;
  const rows = first.total > 0 ? [`${thousands(first.done)} of ${thousands(first.total)}`, `${rowsPerSecond.toFixed(1)}/s`] : [];
  return [...parts, first.phase, ...rows, ...(left > 0 ? [`${duration(left)} left`] : [])].join(' · ');
}

/** Time left of a fan-out, from the parts finished so far. */
function partsLeft({ startedAt, unitsDone, unitsTotal }: StageView, now: number): number {
  return unitsDone === 0 ? 0 : ((now - Date.parse(startedAt)) / 1000 / unitsDone) * (unitsTotal - unitsDone);
}

function elapsed({ startedAt, finishedAt }: StageView, now: number): string {
  return `${(((finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}
