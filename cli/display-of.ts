import { jsonDisplay } from './json-display.ts';
import { liveDisplay } from './live-display.ts';
import { plainDisplay } from './plain-display.ts';
import type { Display } from './watch-run.ts';

/** Redrawn in place on a terminal, lines in a pipe, JSON lines where asked for. */
export function displayOf(json: boolean | undefined): Display {
  if (json) return jsonDisplay(process.stdout, process.stderr);
  return process.stdout.isTTY ? liveDisplay(process.stdout, process.stderr) : plainDisplay(process.stdout, process.stderr);
}
