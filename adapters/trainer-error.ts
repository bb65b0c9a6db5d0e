import type { JsonObject } from '../domain/artifact-ref.ts';
import { HoneError, invalidInput } from '../domain/errors.ts';

/** How a trainer process ended and what it had said. `fault` is its `error` event, `stderr` the last 4 KiB. */
export interface TrainerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly result?: JsonObject;
  readonly fault?: JsonObject;
  /** What the caller's event listener threw; the run was stopped for it. */
  readonly listenerError?: Error;
  /** Set when the process never ran. */
  readonly startFault?: string;
}

/** Exit codes by which the trainer says what to do next (docs: DESIGN §7). */
const MEANINGS = { 0: 'done', 10: 'invalid-input', 11: 'out-of-memory', 12: 'interrupted', 13: 'diverged', 14: 'no-space' } as const;
type Meaning = (typeof MEANINGS)[keyof typeof MEANINGS] | 'unknown';

/** The error of the table for a run that gave no result. When the run was cancelled, `cause` is the signal's reason. */
export function trainerError(command: string, python: string, end: TrainerEnd, signal: AbortSignal): HoneError {
  const cause: { cause?: unknown } = signal.aborted ? { cause: signal.reason } : {};
  const said = detail(end);
  const meaning = meaningOf(end.code);
  switch (meaning) {
    case 'invalid-input':
      return invalidFrom(command, end);
    case 'out-of-memory':
      return new HoneError('HONE_TRAINER_OUT_OF_MEMORY', `The trainer's ${command} ran out of memory.${said}`, cause);
    case 'interrupted':
      return new HoneError('HONE_TRAINER_INTERRUPTED', `The trainer's ${command} stopped after a checkpoint.${said}`, cause);
    case 'diverged':
      return new HoneError('HONE_TRAINER_DIVERGED', `The trainer's ${command} diverged: lower training.learningRate.${said}`, cause);
    case 'no-space':
      return new HoneError('HONE_NO_SPACE', `The trainer's ${command} found no space left on the device: free some and retry.${said}`, cause);
    case 'done':
      return new HoneError('HONE_TRAINER_FAILED', `The trainer's ${command} ended without a result.${said}`, cause);
    case 'unknown':
      return new HoneError('HONE_TRAINER_FAILED', `The trainer's ${command} ${howItEnded(python, end)}.${said}`, cause);
  }
}

function meaningOf(code: number | null): Meaning {
  return code !== null && code in MEANINGS ? MEANINGS[code as keyof typeof MEANINGS] : 'unknown';
}

function invalidFrom(command: string, { fault, stderr }: TrainerEnd): HoneError {
  const field = typeof fault?.field === 'string' ? fault.field : `${command} request`;
  const remedy = typeof fault?.remedy === 'string' ? fault.remedy : `The trainer said: ${stderr.trim()}`;
  return invalidInput(field, fault?.value, remedy);
}

function howItEnded(python: string, { code, signal, startFault }: TrainerEnd): string {
  if (startFault !== undefined) return `did not start (${startFault}): is ${python} there? npm run setup makes it`;
  if (signal === 'SIGKILL') return 'was killed by SIGKILL, which is also what the system does when memory runs out';
  return signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
}

function detail({ fault, stderr }: TrainerEnd): string {
  const message = typeof fault?.message === 'string' ? fault.message : stderr.trim();
  return message === '' ? '' : ` It said:\n${message}`;
}
