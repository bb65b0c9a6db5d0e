import { roundsLines } from '../domain/render/rounds-lines.ts';
import { stageLabel } from '../domain/stage-label.ts';
import type { Writes } from './json-display.ts';
import { progressLine } from './progress-line.ts';
import type { Display } from './watch-run.ts';
import { waysOn } from './ways-on.ts';

const PROGRESS_MS = 10_000;

/** A line for every change of state, one every ten seconds while a stage runs, and the commands for what waits for a person, once. */
export function plainDisplay(out: Writes, err: Writes, now = Date.now): Display {
  const shown = new Map<string, { state: string; at: number }>();
  const told = new Set<string>();
  let waiting = '';
  return {
    show: ({ view, activities }) => {
      if (!view) return;
      for (const stage of view.stages) {
        const before = shown.get(stageLabel(stage));
        const due = stage.state === 'running' && now() - (before?.at ?? 0) > PROGRESS_MS;
        if (before?.state === stage.state && !due) continue;
        shown.set(stageLabel(stage), { state: stage.state, at: now() });
        out.write(`${progressLine(stage, activities, now())}\n`);
      }
      for (const line of view.rounds ? roundsLines(view.rounds) : []) {
        if (!told.has(line)) out.write(`${line}\n`);
        told.add(line);
      }
      const ways = waysOn(view).join('\n');
      if (ways !== waiting && ways !== '') out.write(`${ways}\n`);
      waiting = ways;
    },
    note: (text) => void err.write(`${text}\n`),
  };
}
