import { describe, expect, test } from '@jest/globals';
import { parseSetPath } from '../../../domain/set-path.ts';

describe('parseSetPath', () => {
  test.each([
    ['train.epochs=3', { train: { epochs: 3 } }],
    ['seed=7', { seed: 7 }],
    ['assemble.includeSources=false', { assemble: { includeSources: false } }],
    ['assemble.replayRows=all', { assemble: { replayRows: 'all' } }],
    ['train.learningRate=5e-5', { train: { learningRate: 0.00005 } }],
    ['augmentation.methods.back-translation-de=null', { augmentation: { methods: { 'back-translation-de': null } } }],
    ['gates=[]', { gates: [] }],
    ['cuts={"train":0.7}', { cuts: { train: 0.7 } }],
    ['description="12"', { description: '12' }],
    ['sets.traffic.uri=s3://bucket/a=b.jsonl', { sets: { traffic: { uri: 's3://bucket/a=b.jsonl' } } }],
    ['description=', { description: '' }],
  ])('%s', (option, patch) => expect(parseSetPath(option)).toEqual(patch));

  test.each(['train.epochs', '=3', 'train..epochs=3', '.seed=1'])('refuses %s, naming it', (option) => {
    expect(() => parseSetPath(option)).toThrow(`set: "${option}" is not valid. Write`);
  });

  test('says that lists are replaced whole', () => {
    expect(() => parseSetPath('gates.0.limit=0.02')).toThrow('write gates=[…]');
  });

  test('leaves prototypes alone', () => {
    expect(Object.getPrototypeOf(parseSetPath('__proto__.polluted=true'))).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });
});
