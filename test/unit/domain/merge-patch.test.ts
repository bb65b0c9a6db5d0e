import { describe, expect, test } from '@jest/globals';
import { mergePatch } from '../../../domain/merge-patch.ts';

describe('mergePatch', () => {
  // RFC 7396, appendix A: original, patch, result.
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s with %s is %s', (target, patch, result) => {
    expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result));
  });

  test('changes neither argument', () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1, c: 2 }) });
    const patch = Object.freeze({ a: Object.freeze({ b: null, d: 3 }) });
    expect(mergePatch(target, patch)).toEqual({ a: { c: 2, d: 3 } });
    expect(target).toEqual({ a: { b: 1, c: 2 } });
  });

  test('leaves prototypes alone', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"polluted":true},"constructor":{"x":1}}')) as object;
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect('polluted' in merged).toBe(false);
    expect(Object.keys(merged)).toEqual(['__proto__', 'constructor']);
  });
});
