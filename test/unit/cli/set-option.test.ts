import { Command } from 'commander';
import { expect, test } from '@jest/globals';
import { patchOf, setOption } from '../../../cli/set-option.ts';

const parse = (...args: string[]): string[] | undefined => new Command().addOption(setOption('change')).parse(args, { from: 'user' }).opts<{ set?: string[] }>().set;

test('is repeatable, and absent where it was not given', () => {
  expect(parse('--set', 'a=1', '-s', 'b=2')).toEqual(['a=1', 'b=2']);
  expect(parse()).toBeUndefined();
});

test('several become one patch; the last of two equal paths counts', () => {
  expect(patchOf(['train.epochs=3', 'train.batchSize=8', 'train.epochs=4'])).toEqual({ train: { epochs: 4, batchSize: 8 } });
  expect(patchOf()).toEqual({});
});

test('what is no path=value is refused', () => expect(() => patchOf(['epochs'])).toThrow('set: "epochs" is not valid.'));
