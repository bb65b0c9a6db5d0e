import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { allDecisions, textHashOf } from '../../../activities/engine/reviews.ts';
import type { OpenDoubt } from '../../../cli/open-doubts.ts';
import { reviewLoop } from '../../../cli/review-loop.ts';
import type { Reviewed } from '../../../cli/review-loop.ts';
import { terminalDesk } from '../../../cli/terminal-desk.ts';
import { MemoryStore } from '../../fakes/memory-store.ts';
import { row } from '../../support/stage-bench.ts';

const open = (text: string): OpenDoubt => ({ textHash: textHashOf(text), stage: 'audit', doubt: { ...row({ id: text, text, source: 'forum' }), score: 0.9912, reason: 'labelled benign, scored 0.991 by a model that never saw its group' } });
const DOUBTS = ['first', 'second', 'third'].map(open);

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});

interface Session {
  readonly reviewed: Reviewed;
  /** What was on the screen. */
  readonly out: string;
  /** Texts with the decision in force. */
  readonly decided: Readonly<Record<string, string>>;
}

/** A person who types these lines and then leaves. */
async function session(lines: readonly string[], doubts: readonly OpenDoubt[] = DOUBTS): Promise<Session> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const desk = terminalDesk(store, 'ada', input, Object.assign(output, { columns: 60 }));
  input.end(lines.map((line) => `${line}\n`).join(''));
  const reviewed = await reviewLoop(doubts, desk);
  desk.close();
  const names = new Map(doubts.map(({ textHash, doubt }) => [textHash, doubt.text]));
  const decided = (await allDecisions(store)).map(({ textHash, decision, by }) => [names.get(textHash), `${decision} by ${by}`]);
  return { reviewed, out: String(output.read()), decided: Object.fromEntries(decided) as Record<string, string> };
}

describe('the review', () => {
  test('asks about one doubt after the other, and saves what is typed: a letter, or the word', async () => {
    const { reviewed, decided, out } = await session(['b', 'Malicious ', 'drop']);
    expect(decided).toEqual({ first: 'benign by ada', second: 'malicious by ada', third: 'drop by ada' });
    expect(reviewed).toEqual({ decided: { benign: 1, malicious: 1, drop: 1 }, open: 0 });
    expect(out).toContain('2 of 3  labelled benign  score 0.991  source forum  from audit\nlabelled benign, scored 0.991 by a model that never saw its group\n\n  second\n');
    expect(out).toContain('[b]enign  [m]alicious  [d]rop  [s]kip  [u]ndo  [q]uit  > ');
  });

  test('a skipped doubt stays open; quitting leaves the rest', async () => {
    const { reviewed, decided, out } = await session(['s', 'm', 'q', 'b']);
    expect(decided).toEqual({ second: 'malicious by ada' });
    expect(reviewed).toEqual({ decided: { benign: 0, malicious: 1, drop: 0 }, open: 2 });
    expect(out).toContain('3 of 3');
  });

  test('undo takes the last decision back and asks again, over skipped ones too', async () => {
    const { reviewed, decided } = await session(['b', 's', 'u', 'u', 'm', 'd', 'q']);
    expect(decided).toEqual({ first: 'malicious by ada', second: 'drop by ada' });
    expect(reviewed).toEqual({ decided: { benign: 0, malicious: 1, drop: 1 }, open: 1 });
    expect((await allDecisions(store)).flatMap(({ earlier }) => earlier)).toEqual([]);
  });

  test('with nothing to undo, and for an unknown answer, says so and asks again', async () => {
    const { out, decided } = await session(['u', 'yes', '', 'b']);
    expect(out).toContain('There is nothing to undo.\n');
    expect(out.match(/Type one of b, m, d, s, u, q, then Enter\./g)).toHaveLength(2);
    expect(decided).toEqual({ first: 'benign by ada' });
  });

  test('when no more is typed, what was decided is kept', async () => {
    const { reviewed, decided } = await session(['b']);
    expect([reviewed.open, decided]).toEqual([2, { first: 'benign by ada' }]);
  });

  test('Ctrl-C on a terminal ends it, says so, and keeps what was decided', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const desk = terminalDesk(store, 'ada', input, Object.assign(output, { columns: 60, isTTY: true }));
    input.write('m\r');
    const reviewing = reviewLoop(DOUBTS, desk);
    while ((await allDecisions(store)).length === 0) await new Promise((wake) => setImmediate(wake));
    expect(desk.interrupted()).toBe(false);
    input.write('\u0003');
    expect(await reviewing).toEqual({ decided: { benign: 0, malicious: 1, drop: 0 }, open: 2 });
    expect(desk.interrupted()).toBe(true);
  });

  test('each decision is in the store before the next question', async () => {
    const seen: number[] = [];
    await reviewLoop(DOUBTS, {
      ask: async () => (seen.push((await allDecisions(store)).length), 'b'),
      show: () => undefined,
      columns: () => 80,
      decide: async (textHash, decision) => store.write(`reviews/decisions/${textHash}.json`, Buffer.from(JSON.stringify({ textHash, decision }))),
      withdraw: () => Promise.resolve(),
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  test('a text is wrapped, cut with the number of characters left out, and cannot drive the terminal', async () => {
    const { out } = await session(['q'], [open(`\u001b[2J${'word '.repeat(400)}`)]);
    expect(out).not.toContain('\u001b[2J');
    expect(out).toContain('  \\u{1b}[2Jword word');
    expect(out.split('\n').filter((line) => line.startsWith('  ')).every((line) => line.length <= 60)).toBe(true);
    expect(out).toContain('  … 509 more characters\n');
  });
});
