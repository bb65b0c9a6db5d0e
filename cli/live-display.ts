import { roundsLines } from '../domain/render/rounds-lines.ts';
import type { SeenRun } from './describe-run.ts';
import type { Writes } from './json-display.ts';
import { progressLine } from './progress-line.ts';
import type { Display } from './watch-run.ts';
import { waysOn } from './ways-on.ts';

/** What is asked of a terminal; its size may change at any time, and be unknown. */
export interface Terminal extends Writes {
  readonly columns: number;
  readonly rows: number;
}

/** Redraws all lines in place. Notes stay where they were written, and the drawing goes on below. */
export function liveDisplay(terminal: Terminal, err: Writes, now = Date.now): Display {
  let drawn: readonly string[] = [];
  return {
    show: (seen) => {
      if (!seen.view) return;
      const before = rowsOf(drawn, terminal);
      drawn = fitted(linesOf(seen, now(), terminal), terminal);
      terminal.write(`${before > 0 ? `\x1b[${before}A` : ''}\r\x1b[J${drawn.map((line) => `${line}\n`).join('')}`);
    },
    note: (text) => {
      err.write(`${text}\n`);
      drawn = [];
    },
  };
}

/** Stages are cut to the width; commands are not, since half a command is none. */
function linesOf({ view, activities }: SeenRun, now: number, terminal: Terminal): string[] {
  if (!view) return [];
  const stages = view.stages.map((stage) => [...progressLine(stage, activities, now)].slice(0, widthOf(terminal) - 1).join(''));
  const rounds = (view.rounds ? roundsLines(view.rounds) : []).map((line) => [...line].slice(0, widthOf(terminal) - 1).join(''));
  return [...stages, ...rounds, ...waysOn(view).flatMap((lines) => lines.split('\n'))].map((line) => line.replaceAll(/\p{Cc}/gu, ' '));
}

/** What the terminal shows at once: the last lines matter most. */
function fitted(lines: readonly string[], terminal: Terminal): readonly string[] {
  const height = (terminal.rows || 24) - 1;
  return lines.length > 1 && rowsOf(lines, terminal) > height ? fitted(lines.slice(1), terminal) : lines;
}

/** How many rows they take: a terminal wraps what is too long, and what it showed when it becomes narrower. */
function rowsOf(lines: readonly string[], terminal: Terminal): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil([...line].length / widthOf(terminal))), 0);
}

const widthOf = ({ columns }: Terminal): number => columns || 80;
