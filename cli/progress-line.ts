import type { ActivityView, Progress } from '../adapters/temporal/pending-activities.ts';
import { duration, thousands } from '../domain/render/numbers.ts';
import type { StageView } from '../domain/run-view.ts';
import { stageLabel } from '../domain/stage-label.ts';

/** One stage as a line: state, parts done, and what its activities report: rows done, rows/s, time left. */
export function progressLine(stage: StageView, activities: readonly ActivityView[], now = Date.now()): string {
  const mark = MARKS[stage.state];
  const detail = stage.state === 'running' ? runningDetail(stage, activities, now) : [stage.headline, `(${stage.reason})`].filter((part) => part !== '' && part !== '()').join('  ');
  return `${mark} ${stageLabel(stage).padEnd(18)} ${elapsed(stage, now).padStart(7)}  ${detail}`;
}

/** What an activity reports of itself: phase, rows done, rows/s, time left. */
export function progressWords({ phase, done, total, rowsPerSecond, secondsLeft }: Progress): string {
  const rows = total > 0 ? [`${thousands(done)} of ${thousands(total)}`, `${rowsPerSecond.toFixed(1)}/s`] : [];
  return [phase, ...rows, ...(secondsLeft > 0 ? [`${duration(secondsLeft)} left`] : [])].join(' · ');
}

const MARKS: Readonly<Record<StageView['state'], string>> = { busy: '…', running: '▸', parked: '!', hit: '=', made: '✓', skipped: '-' };

function runningDetail(stage: StageView, activities: readonly ActivityView[], now: number): string {
  const reports = activities.flatMap(({ progress }) => (progress ? [progress] : []));
  const [first] = reports;
  const parts = stage.unitsTotal > 0 ? [`${stage.unitsDone} of ${stage.unitsTotal} parts`] : [];
  const words = first ? progressWords({ ...first, rowsPerSecond: sum(reports), secondsLeft: stage.unitsTotal > 0 ? partsLeft(stage, now) : first.secondsLeft }) : stage.reason;
  return [...parts, words, stage.headline, ...troubles(activities)].filter((part) => part !== '').join(' · ');
}

/** What a person would want to know of while waiting. */
function troubles(activities: readonly ActivityView[]): string[] {
  const attempt = Math.max(1, ...activities.map((activity) => activity.attempt));
  const paused = activities.filter(({ state }) => state === 'paused').length;
  return [...(attempt > 1 ? [`attempt ${attempt}`] : []), ...(paused > 0 ? [`${paused} paused`] : [])];
}

const sum = (reports: readonly Progress[]): number => reports.reduce((total, { rowsPerSecond }) => total + rowsPerSecond, 0);

/** Time left of a fan-out, from the parts finished so far. */
function partsLeft({ startedAt, unitsDone, unitsTotal }: StageView, now: number): number {
  return unitsDone === 0 ? 0 : ((now - Date.parse(startedAt)) / 1000 / unitsDone) * (unitsTotal - unitsDone);
}

function elapsed({ startedAt, finishedAt }: StageView, now: number): string {
  return `${(((finishedAt ? Date.parse(finishedAt) : now) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
}
