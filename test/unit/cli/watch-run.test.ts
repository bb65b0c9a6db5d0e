import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Display, Watchable } from '../../../cli/watch-run.ts';
import { watchRun } from '../../../cli/watch-run.ts';
import { HoneError } from '../../../domain/errors.ts';
import type { RunOutcome } from '../../../domain/run-view.ts';
import { runView } from '../../support/run-view.ts';

const OUTCOME: RunOutcome = { verdict: 'promoted', packageId: 'p', report: 'runs/r/report.md' };
const AWAY = new Error('Failed to describe workflow', { cause: Object.assign(new Error('14 UNAVAILABLE'), { code: 14 }) });
const GONE = new HoneError('HONE_NOT_FOUND', 'run: "r" does not exist.');

let shown: string[];
let notes: string[];
const display: Display = { show: ({ state, view }) => void shown.push(view ? state : `${state}?`), note: (text) => void notes.push(text) };
beforeEach(() => {
  [shown, notes] = [[], []];
});

/** Answers in this order, the last one again and again; errors are thrown. */
function answers<T>(...given: (T | Error)[]): () => Promise<T> {
  return () => {
    const next = given.length > 1 ? given.shift()! : given[0]!;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  };
}

const watched = (changes: Partial<Watchable>): Watchable => ({ execution: answers<string>('RUNNING', 'COMPLETED'), view: answers(runView()), activity: answers([]), result: answers(OUTCOME), ...changes });
const watch = (changes: Partial<Watchable>, stopped?: AbortSignal): Promise<RunOutcome> => watchRun(watched(changes), 'r', display, { pollMs: 1, ...(stopped && { stopped }) });

describe('watchRun', () => {
  test('shows a run until it has ended, its end too', async () => {
    expect(await watch({ execution: answers<string>('RUNNING', 'PAUSED', 'RUNNING', 'COMPLETED') })).toEqual(OUTCOME);
    expect([shown, notes]).toEqual([['RUNNING', 'PAUSED', 'RUNNING', 'COMPLETED'], []]);
  });

  test.each<[string, Partial<Watchable>]>([
    ['the state', { execution: answers('RUNNING', AWAY, AWAY, 'COMPLETED') }],
    ['the state for the first time', { execution: answers(AWAY, 'RUNNING', 'COMPLETED') }],
    ['the result', { result: answers(AWAY, AWAY, OUTCOME) }],
  ])('a server that goes away when it is asked for %s is waited for', async (_what, changes) => {
    expect(await watch(changes)).toEqual(OUTCOME);
    expect(notes).toEqual(['Temporal does not answer; waiting', 'Temporal answers again']);
  });

  test('a server that goes away between state and view is not blamed on a worker', async () => {
    expect(await watch({ execution: answers<string>('RUNNING', AWAY, 'COMPLETED'), view: answers(AWAY, runView()), activity: answers(AWAY, []) })).toEqual(OUTCOME);
    expect([shown, notes]).toEqual([['RUNNING?', 'COMPLETED'], ['Temporal does not answer; waiting', 'Temporal answers again']]);
  });

  test('a worker that is away is said once, and when one is back', async () => {
    expect(await watch({ execution: answers<string>('RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'COMPLETED'), view: answers(null, null, null, null, runView()) })).toEqual(OUTCOME);
    expect([shown, notes]).toEqual([['RUNNING?', 'RUNNING?', 'RUNNING?', 'RUNNING?', 'RUNNING', 'COMPLETED'], ['no worker answers; waiting', 'a worker answers again']]);
  });

  test('a worker that is late twice is not', async () => {
    await watch({ execution: answers<string>('RUNNING', 'RUNNING', 'RUNNING', 'COMPLETED'), view: answers(null, null, runView()) });
    expect(notes).toEqual([]);
  });

  test.each<[string, Partial<Watchable>, HoneError]>([
    ['that never was', { execution: answers<string>(GONE) }, GONE],
    ['that is gone in between', { execution: answers<string>('RUNNING', GONE) }, GONE],
    ['that failed', { execution: answers<string>('FAILED'), result: answers<RunOutcome>(AWAY, new HoneError('HONE_LEAK', 'a group is on both sides')) }, new HoneError('HONE_LEAK', 'a group is on both sides')],
    ['that was cancelled', { execution: answers<string>('CANCELLED'), result: answers<RunOutcome>(new HoneError('HONE_ABORTED', 'cancelled')) }, new HoneError('HONE_ABORTED', 'cancelled')],
  ])('a run %s is an error with its own code', async (_how, changes, error) => {
    await expect(watch(changes)).rejects.toMatchObject({ code: error.code, message: error.message });
  });

  test.each<[string, Partial<Watchable>]>([['while it runs', { execution: answers<string>('RUNNING') }], ['while the server is away', { execution: answers<string>(AWAY) }]])('a signal ends the watching %s, with its reason', async (_when, changes) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 20);
    await expect(watch(changes, stop.signal)).rejects.toBe(reason);
  });
});
