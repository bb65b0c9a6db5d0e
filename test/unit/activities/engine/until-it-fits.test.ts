import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { untilItFits } from '../../../../activities/engine/until-it-fits.ts';
import type { JsonObject } from '../../../../domain/artifact-ref.ts';
import { HoneError } from '../../../../domain/errors.ts';
import { bench } from '../../../support/stage-bench.ts';
import type { Bench } from '../../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const asked = (microBatch: number): JsonObject => ({ seed: 7, hints: { micro_batch: microBatch, threads: 2 } });

/** What a trainer with memory for so many rows is asked for, until it answers. */
async function tries(microBatch: number, fits: number): Promise<{ readonly hints: unknown[]; readonly message: string }> {
  const hints: unknown[] = [];
  const ended = untilItFits(at.ports, asked(microBatch), (request, micro) => {
    hints.push(request.hints);
    return micro <= fits ? Promise.resolve(`trained by ${micro}`) : Promise.reject(new HoneError('HONE_TRAINER_OUT_OF_MEMORY', 'The trainer said no.'));
  });
  return { message: await ended.catch((error: Error) => error.message), hints };
}

describe('untilItFits', () => {
  test('halves until it fits, odd numbers rounded down, and keeps the other hints', async () => {
    expect(await tries(32, 99)).toEqual({ message: 'trained by 32', hints: [{ micro_batch: 32, threads: 2 }] });
    const { message, hints } = await tries(12, 2);
    expect([message, hints]).toEqual(['trained by 1', [12, 6, 3, 1].map((micro) => ({ micro_batch: micro, threads: 2 }))]);
  });

  test('says what to do when not even one row fits', async () => {
    expect((await tries(2, 0)).message).toMatch(/^Training does not fit in memory, not even one row at a time: lower model\.maxTokens, .* The trainer said no\.$/);
  });

  test('tries once what ends otherwise', async () => {
    let count = 0;
    const attempt = (): Promise<never> => Promise.reject(new HoneError('HONE_NO_SPACE', `full ${++count}`));
    await expect(untilItFits(at.ports, asked(8), attempt)).rejects.toThrow('full 1');
    expect(count).toBe(1);
  });
});
