import { describe, expect, test } from '@jest/globals';
import type { GuardThread } from '../../../../adapters/guard/guard-thread.ts';
import { scoreQueue } from '../../../../adapters/guard/score-queue.ts';
import { HoneError } from '../../../../domain/errors.ts';

/** Scores a text by its length, when it is let; refuses `bad`. */
class FakeThread implements GuardThread {
  readonly jobs: (readonly string[])[] = [];
  closed = false;
  private readonly held: (() => void)[] = [];
  private readonly holding: boolean;

  constructor(holding = false) {
    this.holding = holding;
  }

  release(): void {
    this.held.shift()?.();
  }

  async ask(_name: string, asked: unknown): Promise<never> {
    const texts = asked as readonly string[];
    this.jobs.push(texts);
    if (this.holding) await new Promise<void>((resolve) => this.held.push(resolve));
    if (texts.includes('bad')) throw new HoneError('HONE_INVALID_INPUT', 'a bad text');
    return texts.map((text) => text.length / 100) as never;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('calls share a thread', () => {
  test('those of one turn of the event loop go together, longest text first, and each gets its own scores', async () => {
    const thread = new FakeThread();
    const queue = scoreQueue([thread]);
    const answers = await Promise.all([queue.score(['aa', 'aaaa']), queue.score(['a']), queue.score(['aaa', ''])]);
    expect(answers.map((scores) => [...scores])).toEqual([[0.02, 0.04], [0.01], [0.03, 0]]);
    expect(thread.jobs).toEqual([['aaaa', 'aaa', 'aa', 'a', '']]);
  });

  test('those made while it is busy wait and go together', async () => {
    const thread = new FakeThread(true);
    const queue = scoreQueue([thread]);
    const first = queue.score(['first']);
    await turn();
    const later = ['x', 'xxx', 'xx'].map(async (text) => {
      const scores = await queue.score([text]);
      return scores[0];
    });
    await turn();
    expect(thread.jobs).toEqual([['first']]);
    thread.release();
    expect([...(await first)]).toEqual([0.05]);
    await turn();
    expect(thread.jobs).toEqual([['first'], ['xxx', 'xx', 'x']]);
    thread.release();
    expect(await Promise.all(later)).toEqual([0.01, 0.03, 0.02]);
  });

  test('one prompt does not wait for the many of another call', async () => {
    const thread = new FakeThread(true);
    const queue = scoreQueue([thread]);
    const many = queue.score(Array.from({ length: 100 }, () => 'long text'));
    await turn();
    const one = queue.score(['?']);
    thread.release();
    await turn();
    thread.release();
    expect([...(await one)]).toEqual([0.01]);
    expect(thread.jobs.map((texts) => texts.length)).toEqual([32, 32, 32]);
    for (let left = 0; left < 3; left++) {
      thread.release();
      await turn();
    }
    expect((await many).every((score) => score === 0.09)).toBe(true);
  });

  test('several threads share a call', async () => {
    const threads = [new FakeThread(), new FakeThread()];
    await scoreQueue(threads).score(['a', 'b', 'c', 'd']);
    expect(threads.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
    expect(threads.flatMap(({ jobs }) => jobs.flat()).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('what fails, fails its own call', () => {
  test('a text that the model refuses', async () => {
    const queue = scoreQueue([new FakeThread()]);
    const [good, bad, other] = await Promise.allSettled([queue.score(['good']), queue.score(['fine', 'bad']), queue.score(['ok'])]);
    expect(good).toMatchObject({ status: 'fulfilled' });
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'a bad text' } });
    expect(other).toMatchObject({ status: 'fulfilled' });
    expect([...(await queue.score(['again']))]).toEqual([0.05]);
  });

  test.each<[unknown, string]>([
    [['fine', 7], 'texts[1]: "(number)" is not valid. Give a string.'],
    [[null], 'texts[0]: "(null)"'],
    ['a secret prompt', 'texts: "(string)" is not valid. Give an array of strings.'],
  ])('what is no text, without repeating it: %j', async (texts, message) => {
    const queue = scoreQueue([new FakeThread()]);
    const [refused, good] = await Promise.allSettled([queue.score(texts as string[]), queue.score(['good'])]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'HONE_INVALID_INPUT', message: expect.stringContaining(message) as unknown } });
    expect(good).toMatchObject({ status: 'fulfilled' });
  });

  test('a progress callback that throws; the rest of its texts are not scored', async () => {
    const thread = new FakeThread();
    const queue = scoreQueue([thread]);
    const failing = queue.score(Array.from({ length: 1000 }, () => 'x'), () => {
      throw new Error('stop here');
    });
    await expect(failing).rejects.toThrow('stop here');
    await queue.score(['y']);
    await turn();
    expect(thread.jobs.length).toBeLessThanOrEqual(3);
  });
});

test('closing waits for the calls in flight, closes the threads and refuses new calls', async () => {
  const thread = new FakeThread();
  const queue = scoreQueue([thread]);
  const scores = queue.score(['in flight']);
  const closing = queue.close();
  await expect(queue.score(['late'])).rejects.toThrow('closed');
  await closing;
  expect(thread.closed).toBe(true);
  expect([...(await scores)]).toEqual([0.09]);
  await queue.close();
});
