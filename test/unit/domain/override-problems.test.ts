import { expect, test } from '@jest/globals';
import { overrideProblems } from '../../../domain/override-problems.ts';

const PARAMETERS = { seed: 7, train: { epochs: 4, learningRate: 2e-5, precision: 'bf16', classWeights: null }, allocation: { Other: 2 }, inputs: ['a'] };

test.each([
  ['known keys at any depth', { seed: 8, train: { learningRate: 1e-5 } }],
  ['a new key of a table of numbers', { allocation: { 'Semantic Jailbreak': 3 } }],
  ['null, which removes, and a value where none was', { train: { precision: null, classWeights: [1, 2] } }],
])('takes %s', (_name, overrides) => {
  expect(overrideProblems(PARAMETERS, overrides)).toEqual([]);
});

test.each([
  [{ trian: {} }, 'overrides.trian: there is no such parameter; did you mean train?'],
  [{ train: { learnigRate: 1e-5 } }, 'overrides.train.learnigRate: there is no such parameter; did you mean learningRate?'],
  [{ train: { colour: 'red' } }, 'overrides.train.colour: there is no such parameter; known here: epochs, learningRate, precision, classWeights.'],
  [{ train: { epochs: '5' } }, 'overrides.train.epochs: "5" is not valid. It is 4 now; write a number.'],
  [{ train: 5 }, 'overrides.train: 5 is not valid. It is {"epochs":4,"learningRate":0.00002,"precision":"bf16","classWeights":null} now; write an object.'],
  [{ allocation: { Othr: 1 } }, 'overrides.allocation.Othr: there is no such parameter; did you mean Other?'],
  [{ inputs: 'a' }, 'overrides.inputs: "a" is not valid. It is ["a"] now; write a list.'],
])('refuses %j', (overrides, problem) => {
  expect(overrideProblems(PARAMETERS, overrides)).toEqual([problem]);
});
