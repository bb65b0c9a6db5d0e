import { describe, expect, test } from '@jest/globals';
import { nextRule } from '../../../../domain/fallback/next-rule.ts';
import type { BetweenRounds, NextStep } from '../../../../domain/fallback/next-rule.ts';
import type { FallbackRule, FallbackSettings } from '../../../../domain/profile.ts';
import { parseProfile } from '../../../../schemas/profile.ts';
import { profileJson } from '../../schemas/profiles.ts';
import { evidence, failing } from './evidence.ts';

const profile = parseProfile(profileJson('sample'));
const rule = (name: string, fields: Partial<FallbackRule> = {}): FallbackRule => ({ name, when: [{ gate: 'recall', on: 'tuning' }], reason: 'because', change: { train: { epochs: 2 } }, ...fields });
const MERGING: FallbackRule = { name: 'merge', when: [{ gate: 'recall', on: 'tuning' }], merge: { share: 0.5 }, reason: 'because' };
const SETTINGS: FallbackSettings = { rounds: 3, rules: [rule('wider', { when: [{ gate: 'false-positive-rate' }] }), rule('heavier', { change: { train: { maliciousWeight: 2 } } }), rule('slower', { change: { train: { learningRate: 1e-6 } } })] };
const between = (changes: Partial<BetweenRounds> = {}): BetweenRounds => ({
  settings: SETTINGS, profile, evidence: evidence({ failing: [failing('recall')] }), trainingSeconds: [600], money: 0, used: new Set(), mayMerge: true, ...changes,
});
const name = (step: NextStep): string => ('rule' in step ? step.rule.name : step.ended);
const next = (changes: Partial<BetweenRounds> = {}): string => name(nextRule(between(changes)));
const rules = (...all: FallbackRule[]): Partial<BetweenRounds> => ({ settings: { rounds: 3, rules: all } });

describe('nextRule', () => {
  test('takes the first in order whose condition holds, with the evidence it holds on', () => {
    expect(nextRule(between())).toEqual({ rule: SETTINGS.rules[1], why: 'tuning: recall: fail.' });
    expect(next({ evidence: evidence({ failing: [failing('recall'), failing('false-positive-rate', 'test', { quantity: 'false-positive-rate' })] }) })).toBe('wider');
  });

  test('finds a gate by its name or its quantity', () => {
    const asked = rule('asked', { when: [{ gate: 'recall' }] });
    expect(next({ ...rules(asked), evidence: evidence({ failing: [failing('attacks-caught', 'tuning', { quantity: 'recall' })] }) })).toBe('asked');
    expect(next({ ...rules(asked), evidence: evidence({ failing: [failing('attacks-kept', 'tuning', { quantity: 'recall-difference' })] }) })).toMatch(/^No rule/);
  });

  test('takes each rule once', () => {
    expect(next({ used: new Set(['heavier']) })).toBe('slower');
    expect(next({ used: new Set(['heavier', 'slower']) })).toBe('No rule is left for what fails: recall on tuning.');
  });

  test('passes over a rule that changes nothing', () => {
    const heavy = { ...profile, train: { ...profile.train, maliciousWeight: 2 } };
    expect(next({ profile: heavy })).toBe('slower');
  });

  test('trains nothing again while no gate fails, whatever is over-fit', () => {
    expect(next({ ...rules(rule('drop', { when: [{ gate: 'over-fit' }] })), evidence: evidence({ overFit: 9 }) })).toBe('No gate fails on tuning or test rows, nor elsewhere where a rule asks for it.');
  });

  test('what fails elsewhere matters only where a rule asks for it', () => {
    const asked = rules(rule('drop', { when: [{ gate: 'over-fit' }] }), rule('asked', { when: [{ gate: 'recall', on: 'unseen' }] }));
    const on = (gate: string, quantity: 'recall' | 'false-positive-rate'): string => next({ ...asked, evidence: evidence({ overFit: 9, failing: [failing(gate, 'unseen', { quantity })] }) });
    expect(on('false-positive-rate', 'false-positive-rate')).toMatch(/^No gate fails/);
    expect(on('recall', 'recall')).toBe('drop');
  });

  test.each([['tuning', 'tuning', true], ['tuning', 'test', false], ['unseen', 'unseen', true], ['hard-negatives', 'unseen', false], [undefined, 'unseen', true]] as const)('a condition on %s and a failure on %s: %s', (on, set, holds) => {
    const asked = rule('asked', { when: [{ gate: 'false-positive-rate', ...(on && { on }) }] });
    expect(next({ ...rules(asked), evidence: evidence({ failing: [failing('false-positive-rate', set, { quantity: 'false-positive-rate' })] }) }) === 'asked').toBe(holds);
  });

  test('one of several conditions is enough', () => {
    const asked = rule('asked', { when: [{ gate: 'recall', on: 'test' }, { gate: 'recall-difference', on: 'unseen' }] });
    expect(next({ ...rules(asked), evidence: evidence({ failing: [failing('recall-difference', 'unseen')] }) })).toBe('asked');
  });

  test.each([[0.11, undefined, 'asked'], [0.1, undefined, 'none'], [0.11, 0.2, 'none'], [0.21, 0.2, 'asked'], [null, undefined, 'none']] as const)('a gap of %s with a limit of %s: %s', (overFit, gap, expected) => {
    const asked = rule('asked', { when: [{ gate: 'over-fit', ...(gap !== undefined && { gap }) }] });
    const step = nextRule(between({ ...rules(asked), evidence: evidence({ overFit, failing: [failing('recall')] }) }));
    expect('rule' in step ? step.rule.name : 'none').toBe(expected);
  });

  test('says at which threshold the false-positive gate fails, when the placed one hides it', () => {
    const step = nextRule(between({ evidence: evidence({ failing: [failing('false-positive-rate', 'tuning', { quantity: 'false-positive-rate', atDeployedThreshold: true }), failing('recall')] }) }));
    expect(step).toMatchObject({ rule: { name: 'wider' }, why: "tuning: false-positive-rate: fail. (At the champion's threshold; where the limit is kept, attacks are missed.)" });
  });

  test('merges only where it can', () => {
    expect(next(rules(MERGING))).toBe('merge');
    expect(next({ ...rules(MERGING), mayMerge: false })).toBe('No rule is left for what fails: recall on tuning.');
  });
});

describe('the budget', () => {
  test('of rounds counts the first', () => {
    expect(next({ trainingSeconds: [1, 1] })).toBe('heavier');
    expect(next({ trainingSeconds: [1, 1, 1] })).toBe('All 3 rounds are used.');
    expect(next({ settings: { ...SETTINGS, rounds: 1 } })).toBe('All 1 round is used.');
  });

  test('of GPU hours must have room for a training as long as the longest', () => {
    const hours = (gpuHours: number): Partial<BetweenRounds> => ({ settings: { ...SETTINGS, gpuHours }, trainingSeconds: [1800, 900] });
    expect(next(hours(1.25))).toBe('heavier');
    expect(next(hours(1.24))).toBe('The budget of GPU hours has no room for another training: 0.75 of 1.24 h are used, and the longest took 0.50 h.');
  });

  test('without room to train still merges', () => {
    expect(next({ settings: { rounds: 3, gpuHours: 0.1, rules: [rule('heavier'), MERGING] } })).toBe('merge');
  });

  test('of money is used at the limit', () => {
    const settings = { ...SETTINGS, money: 5 };
    expect(next({ settings, money: 4.99 })).toBe('heavier');
    expect(next({ settings, money: 5 })).toBe('The budget of money is used: 5.00 of 5.00.');
  });
});
