import type { ActivityView } from '../adapters/temporal/pending-activities.ts';
import { roundsLines } from '../domain/render/rounds-lines.ts';
import { plainTable } from '../domain/render/table.ts';
import { waiverLine } from '../domain/render/waiver.ts';
import type { RunView } from '../domain/run-view.ts';
import { stageLabel } from '../domain/stage-label.ts';
import { progressWords } from './progress-line.ts';
import { shellWord } from './shell-word.ts';
import { waysOn } from './ways-on.ts';

/** A run as it was seen. */
export interface SeenRun {
  readonly run: string;
  /** Temporal's own: RUNNING, COMPLETED, … */
  readonly state: string;
  /** Null while no worker is up to say more. */
  readonly view: RunView | null;
  readonly activities: readonly ActivityView[];
}

/** A run in words: how it stands, its stages, what is under way, and the commands that go on from there. */
export function describeRun({ run, state, view, activities }: SeenRun): string {
  const underWay = activities.length > 0 ? ['', 'under way', plainTable(activities.map(activityRow))] : [];
  if (!view) return [`${run}  ${state}`, 'no worker is up to say more; `hone up` starts one', ...underWay].join('\n');
  const head = [run, view.status, ...(view.verdict ? [view.verdict] : [])].join('  ');
  const stages = view.stages.map((stage) => [stageLabel(stage), stage.state, stage.headline, stage.reason]);
  const waiver = view.waiver ? [waiverLine(view.waiver)] : [];
  const untold = view.webhooks && view.webhooks.failed > 0 ? [`webhooks not delivered: ${view.webhooks.failed}; \`hone events ${shellWord(run)}\` says why`] : [];
  const rounds = view.rounds ? ['', ...roundsLines(view.rounds).map(oneLine)] : [];
  return [head, ...waiver, ...untold, plainTable([['stage', 'state', 'result', 'why'], ...stages]), ...(rounds.length > 1 ? rounds : []), ...underWay, ...waysOn(view)].join('\n');
}

function activityRow({ activity, state, attempt, queue, progress, lastFailure }: ActivityView): string[] {
  const words = [...(progress ? [progressWords(progress)] : []), ...(lastFailure ? [`failed before: ${oneLine(lastFailure)}`] : [])];
  return [`  ${activity}`, state, `attempt ${attempt}`, `on ${queue}`, words.join(' · ')];
}

const LONGEST_FAILURE = 200;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_FAILURE);
