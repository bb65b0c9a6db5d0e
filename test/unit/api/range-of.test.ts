import { expect, test } from '@jest/globals';
import { rangeOf } from '../../../api/range-of.ts';

// RFC 9110, 14.1.2, with its own examples of a representation of 10,000 bytes.

test.each([
  ['bytes=0-499', { from: 0, to: 500 }],
  ['bytes=500-999', { from: 500, to: 1000 }],
  ['bytes=-500', { from: 9500, to: 10_000 }],
  ['bytes=9500-', { from: 9500, to: 10_000 }],
  ['bytes=0-0', { from: 0, to: 1 }],
  ['bytes=9999-9999', { from: 9999, to: 10_000 }],
  ['bytes=0-', { from: 0, to: 10_000 }],
  ['BYTES=0-1', { from: 0, to: 2 }],
  ['bytes=9000-20000', { from: 9000, to: 10_000 }],
  ['bytes=-20000', { from: 0, to: 10_000 }],
  ['bytes=0-99999999999999999999999999', { from: 0, to: 10_000 }],
])('%s', (header, range) => expect(rangeOf(header, 10_000)).toEqual(range));

test.each(['bytes=10000-', 'bytes=10000-10001', 'bytes=-0', 'bytes=99999999999999999999999999-'])('%s lies outside', (header) => expect(rangeOf(header, 10_000)).toBe('outside'));

test.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=5-3', 'bytes=0-0,-1', 'bytes=a-b', 'bytes=-1-2', 'bytes= 0-1', 'rows=0-1', 'bytes=1.5-2', 'bytes 0-1'])('%s is heeded as if it were not there', (header) =>
  expect(rangeOf(header, 10_000)).toBeUndefined());

test('nothing lies inside of nothing', () => {
  for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) expect(rangeOf(header, 0)).toBe('outside');
});
