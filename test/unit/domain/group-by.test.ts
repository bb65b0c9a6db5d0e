import { expect, test } from '@jest/globals';
import { groupBy } from '../../../domain/group-by.ts';

test('groups by name, names and items in order of appearance', () => {
  expect([...groupBy([3, 1, 4, 1, 5], (n) => (n % 2 === 0 ? 'even' : 'odd'))]).toEqual([['odd', [3, 1, 1, 5]], ['even', [4]]]);
});

test('takes any kind of name, and nothing', () => {
  expect(groupBy(['a', 'bb'], (word) => word.length).get(2)).toEqual(['bb']);
  expect(groupBy([], () => 1).size).toBe(0);
});
