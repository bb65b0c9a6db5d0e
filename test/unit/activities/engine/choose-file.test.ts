import { describe, expect, test } from '@jest/globals';
import { chooseFile } from '../../../../activities/engine/choose-file.ts';
import type { ChoiceRules } from '../../../../activities/engine/choose-file.ts';
import { refTo, row } from '../../../support/stage-bench.ts';

/** The plain export calls the first four of eight rows attacks; a candidate of `flips` flips so many of them. */
const ROWS = Array.from({ length: 8 }, (_, index) => row({ id: `r${index}` }));
const BEFORE = Float64Array.of(0.9, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1);
const flipping = (flips: number): Float64Array => BEFORE.map((score, index) => (index < flips ? 0.2 : score));

const candidate = (leftOut: number, flips: number, bytes = 1): { leftOut: number; model: ReturnType<typeof refTo>; flips: number } => ({ leftOut, model: { ...refTo(`m${leftOut}`), bytes }, flips });
const FLIPS = new Map([[0, 3], [1, 2], [2, 1], [4, 0]]);
const all = [...FLIPS].map(([leftOut, flips]) => candidate(leftOut, flips, 20 + leftOut));
const rules = (more: Partial<ChoiceRules>): ChoiceRules => ({ maxFlipRate: 0.125, maxBytes: 100, score: ({ leftOut }) => Promise.resolve(flipping(FLIPS.get(leftOut)!)), thresholdOf: () => 0.5, before: BEFORE, ...more });

describe('chooseFile', () => {
  test('takes the first whose flips are within the limit, and tells what was tried before', async () => {
    const { candidate: { leftOut }, tried, equivalence } = await chooseFile(all, ROWS, rules({}));
    expect(leftOut).toBe(2);
    expect(tried.map(({ leftOut: count, flipRate, bytes }) => [count, flipRate, bytes])).toEqual([[0, 0.375, 20], [1, 0.25, 21], [2, 0.125, 22]]);
    expect(equivalence.maliciousToBenign.map(({ id }) => id)).toEqual(['r0']);
  });

  test('judges each candidate at the threshold that its own scores give', async () => {
    const { threshold, tried } = await chooseFile(all, ROWS, rules({ thresholdOf: (scores) => (scores[2] === 0.2 ? 0.5 : 0.15) }));
    expect(threshold).toBe(0.15);
    expect(tried.map(({ flipRate }) => flipRate)).toEqual([0.375, 0]);
  });

  test('tries no file over the size limit in place of a smaller one, but the first whatever its size', async () => {
    await expect(chooseFile(all, ROWS, rules({ maxBytes: 21 }))).rejects.toMatchObject({ message: expect.stringContaining('flipped 37.50 % of 8 decisions, 25.00 % with 1 layers in fp32, more than 12.5 %') });
    expect((await chooseFile(all.slice(3), ROWS, rules({ maxBytes: 1 }))).candidate.leftOut).toBe(4);
  });

  test('refuses when none is within the limit, naming all that was tried and what to do', async () => {
    await expect(chooseFile(all.slice(0, 2), ROWS, rules({ maxFlipRate: 0.1 }))).rejects.toMatchObject({
      code: 'HONE_DECISIONS_FLIPPED',
      message: 'convert.maxFlipRate: conversion flipped 37.50 % of 8 decisions, 25.00 % with 1 layers in fp32, more than 10 %; ship fp32 (convert.precision) or raise the limit.',
    });
  });
});
