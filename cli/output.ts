import type { Command } from 'commander';
import { ERRORS, HoneError } from '../domain/errors.ts';
import type { RunVerdict } from '../domain/names.ts';

/** Prints a result: with `--json` one line of JSON, else text for people. Errors go to stderr, so stdout is always clean. */
export function print(command: Command, value: unknown, text: () => string): void {
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  process.stdout.write(`${json ? JSON.stringify(value) : printable(text())}\n`);
}

/** Says what went wrong on stderr and sets the exit code of the error table. */
export function fail(error: unknown): void {
  const known = error instanceof HoneError ? error : new HoneError('HONE_INTERNAL', error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.stderr.write(`hone: ${known.code}: ${known.message}\n`);
  process.exitCode = ERRORS[known.code].exitCode;
}

/** A run that ended with a verdict is completed, but only a releasable model, or the plan that was asked for, is success to a script. */
export function exitCodeOf(verdict: RunVerdict): number {
  switch (verdict) {
    case 'promoted':
    case 'certified':
    case 'planned':
    case 'ablated':
    case 'rotated':
      return 0;
    case 'gates-failed':
      return 10;
    case 'not-enough-evidence':
      return 11;
    case 'rejected':
      return 12;
    case 'threshold-only':
      return 13;
  }
}

/** Control characters in what others wrote could drive the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, ' ');
}
