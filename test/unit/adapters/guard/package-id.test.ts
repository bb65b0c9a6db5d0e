import { describe, expect, test } from '@jest/globals';
import { honeJsonBytes, packageId } from '../../../../adapters/guard/package-id.ts';
import type { HoneJson } from '../../../../domain/package.ts';
import { parseHoneJson } from '../../../../schemas/hone-json.ts';

const [A, B, C] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];

const DESCRIPTION: HoneJson = {
  schema: 1,
  labels: ['benign', 'malicious'],
  threshold: 0.5,
  maxTokens: 128,
  calibration: null,
  normaliser: 'none',
  precision: 'int8',
  files: { 'tokenizer.json': B, 'model.onnx': A },
};

describe('packageId', () => {
  test('is the SHA-256 of the canonical JSON of the three hashes', () => {
    // printf '{"hone.json":"ccc…","model.onnx":"aaa…","tokenizer.json":"bbb…"}' | sha256sum
    const expected = '7d2cbf520a80a48b1d25970a7d03dda861183da7dfee46a128d4139aef393e01';
    expect(packageId({ 'model.onnx': A, 'tokenizer.json': B, 'hone.json': C })).toBe(expected);
    expect(packageId({ 'hone.json': C, 'tokenizer.json': B, 'model.onnx': A })).toBe(expected);
    expect(packageId({ 'model.onnx': B, 'tokenizer.json': A, 'hone.json': C })).not.toBe(expected);
  });
});

describe('hone.json', () => {
  test('has its keys in canonical order, without spaces', () => {
    expect(new TextDecoder().decode(honeJsonBytes(DESCRIPTION))).toBe(
      `{"calibration":null,"files":{"model.onnx":"${A}","tokenizer.json":"${B}"},"labels":["benign","malicious"],"maxTokens":128,"normaliser":"none","precision":"int8","schema":1,"threshold":0.5}`,
    );
  });

  test('is read back as it was written', () => {
    expect(parseHoneJson(JSON.parse(new TextDecoder().decode(honeJsonBytes(DESCRIPTION))))).toEqual(DESCRIPTION);
  });

  test('may name a temperature', () => {
    const cooled = { ...DESCRIPTION, calibration: { temperature: 1.25 } };
    expect(parseHoneJson(cooled)).toEqual(cooled);
  });

  test.each([
    [{ ...DESCRIPTION, schema: 2 }, 'schema: 2'],
    [{ ...DESCRIPTION, labels: ['malicious', 'benign'] }, 'labels[0]: "malicious"'],
    [{ ...DESCRIPTION, threshold: '0.5' }, 'threshold: "0.5"'],
    [{ ...DESCRIPTION, maxTokens: 2 }, 'maxTokens: 2'],
    [{ ...DESCRIPTION, calibration: { temperature: 0 } }, 'calibration.temperature: 0'],
    [{ ...DESCRIPTION, calibration: { slope: 2 } }, 'calibration: {"slope":2}'],
    [{ ...DESCRIPTION, normaliser: 'nfkc' }, 'normaliser: "nfkc"'],
    [{ ...DESCRIPTION, files: { 'model.onnx': A, 'tokenizer.json': 'B' } }, 'files.tokenizer.json: "B"'],
    [{ ...DESCRIPTION, madeAt: 'today' }, 'madeAt: "today"'],
  ])('that this version cannot honour is refused: case %#', (json, problem) => {
    expect(() => parseHoneJson(json)).toThrow(expect.objectContaining({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining(problem) }));
  });
});
