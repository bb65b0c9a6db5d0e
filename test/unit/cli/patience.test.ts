import { beforeEach, describe, expect, test } from '@jest/globals';
import { isAway } from '../../../cli/away.ts';
import { patience } from '../../../cli/patience.ts';
import { HoneError } from '../../../domain/errors.ts';

const grpc = (code: number): Error => new Error('Failed to describe workflow', { cause: Object.assign(new Error('gRPC'), { code }) });

let notes: string[];
const note = (text: string): void => void notes.push(text);
beforeEach(() => {
  notes = [];
});

/** A question that fails in these ways, one after the other, and then is answered. */
const failing = (...errors: unknown[]) => async (): Promise<string> => {
  await Promise.resolve();
  if (errors.length > 0) throw errors.shift();
  return 'answer';
};

describe('isAway', () => {
  test.each([1, 4, 8, 9, 10, 13, 14])('gRPC %i may mend by waiting, wrapped or not', (code) => expect([isAway(grpc(code)), isAway({ code })]).toEqual([true, true]));
  test.each([2, 3, 5, 7, 12, 16])('gRPC %i does not', (code) => expect(isAway(grpc(code))).toBe(false));
  test.each([new HoneError('HONE_NOT_FOUND', 'gone'), new TypeError('defect'), 'text', undefined, Object.assign(new Error('file'), { code: 'ENOENT' })])('nor does %p', (error) => expect(isAway(error)).toBe(false));
});

describe('patience', () => {
  test('waits while nobody answers, and says so once, and when somebody does', async () => {
    const ask = patience(note, { retryMs: 1 });
    expect(await ask(failing(grpc(14), grpc(4), grpc(14)))).toBe('answer');
    expect(await ask(failing())).toBe('answer');
    expect(notes).toEqual(['Temporal does not answer; waiting', 'Temporal answers again']);
  });

  test('says so anew at the next break', async () => {
    const ask = patience(note, { retryMs: 1 });
    for (let times = 0; times < 2; times += 1) await ask(failing(grpc(14)));
    expect(notes).toHaveLength(4);
  });

  test('what waiting cannot mend comes through at once', async () => {
    const gone = new HoneError('HONE_NOT_FOUND', 'run: "x" does not exist.');
    await expect(patience(note, { retryMs: 1 })(failing(gone))).rejects.toBe(gone);
    expect(notes).toEqual([]);
  });

  test('a signal ends the wait, with its reason', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const waiting = patience(note, { retryMs: 60_000, stopped: stop.signal })(failing(grpc(14), grpc(14)));
    setImmediate(() => stop.abort(reason));
    await expect(waiting).rejects.toBe(reason);
  });
});
