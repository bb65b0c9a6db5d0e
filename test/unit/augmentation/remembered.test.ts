import { describe, expect, test } from '@jest/globals';
import { remembered } from '../../../augmentation/remembered.ts';

describe('remembered', () => {
  test('asks once for the same argument, also when the answer is undefined', () => {
    const asked: string[] = [];
    const answer = remembered((text: string) => void asked.push(text));
    for (const text of ['a', 'b', 'a', 'b']) answer(text);
    expect(asked).toEqual(['a', 'b']);
  });

  test('keeps the latest few and asks again for what it forgot', () => {
    let asked = 0;
    const double = remembered((value: number) => (asked++, 2 * value), 2);
    expect([1, 2, 3, 1].map(double)).toEqual([2, 4, 6, 2]);
    expect(asked).toBe(4);
  });
});
