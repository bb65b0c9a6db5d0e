import { expect, test } from '@jest/globals';
import { onlyParked } from '../../../cli/resolve.ts';
import { parkedView, runView } from '../../support/run-view.ts';

test('the only parked stage needs no name', () => {
  expect(onlyParked(runView({ parked: [parkedView()] }))).toBe('train-1');
});

test('one of several must be named', () => {
  expect(() => onlyParked(runView({ parked: [parkedView(), parkedView({ parkId: 'mine-2' })] }))).toThrow('parkId: missing is not valid. Several stages are parked; name one of train-1, mine-2.');
});

test('without one there is nothing to do', () => {
  expect(() => onlyParked(runView())).toThrow('parkId: missing is not valid. Nothing is parked in hone-sample-1.');
});
