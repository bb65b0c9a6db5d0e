import { expect, test } from '@jest/globals';
import { classSample } from '../../../domain/class-sample.ts';

const rows = Array.from({ length: 30 }, (_, index) => ({ id: index, label: index % 3 === 0 ? ('malicious' as const) : ('benign' as const) }));
const ids = (classes: readonly (readonly { id: number }[])[]): number[][] => classes.map((of) => of.map(({ id }) => id));

test('takes the first rows of each class, in the classes\' proportion', () => expect(ids(classSample(rows, 9))).toEqual([[1, 2, 4, 5, 7, 8], [0, 3, 6]]));

test('takes all there is where that is less', () => expect(classSample(rows, 99).map(({ length }) => length)).toEqual([20, 10]));

test('of one class alone it takes all, for there is no proportion to keep', () => expect(classSample(rows.filter(({ label }) => label === 'benign'), 5).map(({ length }) => length)).toEqual([20, 0]));
