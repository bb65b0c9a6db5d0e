import { describe, expect, test } from '@jest/globals';
import type { ActivityView } from '../../../adapters/temporal/pending-activities.ts';
import { progressLine } from '../../../cli/progress-line.ts';
import { stageView } from '../../support/run-view.ts';

const NOW = Date.parse('2026-01-02T03:01:40.000Z'); // 100 s after the stage's start
const running = { state: 'running', finishedAt: null, headline: '' } as const;
const activity = (progress: ActivityView['progress']): ActivityView => ({ id: '1', activity: 'train', queue: 'hone-gpu', state: 'started', attempt: 1, progress, lastFailure: null });

describe('progressLine', () => {
  test('of a finished stage: mark, name, seconds, result and why', () => {
    expect(progressLine(stageView(), [], NOW)).toBe('✓ plan                12.3 s  covers half  (never made before)');
    expect(progressLine(stageView({ state: 'hit', reason: 'made by run x', headline: '' }), [], NOW)).toBe('= plan                12.3 s  (made by run x)');
    expect(progressLine(stageView({ state: 'skipped', reason: '' }), [], NOW)).toBe('- plan                12.3 s  covers half');
  });

  test.each([['busy', '…'], ['parked', '!']] as const)('of a %s stage counts on', (state, mark) => {
    expect(progressLine(stageView({ state, finishedAt: null, headline: 'waits', reason: '' }), [], NOW)).toBe(`${mark} plan               100.0 s  waits`);
  });

  test('of a running stage without a report yet says why it runs', () => {
    expect(progressLine(stageView(running), [activity(null)], NOW)).toBe('▸ plan               100.0 s  never made before');
    expect(progressLine(stageView({ ...running, unitsDone: 0, unitsTotal: 8 }), [], NOW)).toContain('0 of 8 parts · never made before');
  });

  test('of a single activity shows what it reports', () => {
    const line = progressLine(stageView(running), [activity({ phase: 'epoch 1', done: 1500, total: 40_000, rowsPerSecond: 31.25, secondsLeft: 1232 })], NOW);
    expect(line).toBe('▸ plan               100.0 s  epoch 1 · 1,500 of 40,000 · 31.3/s · 21 min left');
  });

  test('says what a running stage has found already', () => {
    expect(progressLine(stageView({ ...running, headline: 'chance of passing: recall 88.0 %' }), [], NOW)).toBe('▸ plan               100.0 s  never made before · chance of passing: recall 88.0 %');
  });

  test('tells of attempts and pauses', () => {
    const waiting = { ...activity(null), attempt: 3 };
    expect(progressLine(stageView(running), [activity(null), waiting, { ...waiting, state: 'paused' }], NOW)).toMatch(/ {2}never made before · attempt 3 · 1 paused$/);
    expect(progressLine(stageView({ ...running, reason: '' }), [waiting], NOW)).toMatch(/ {2}attempt 3$/);
  });

  test('of a fan-out adds the rates up, and reckons the time left from the parts done', () => {
    const progress = { phase: 'score', done: 10, total: 40, rowsPerSecond: 100, secondsLeft: 5 };
    const line = progressLine(stageView({ ...running, unitsDone: 4, unitsTotal: 6 }), [activity(progress), activity(null), activity({ ...progress, done: 20 })], NOW);
    expect(line).toContain('4 of 6 parts · score · 10 of 40 · 200.0/s · 50 s left');
  });

  test('does not guess: no rows, or no part done yet', () => {
    const progress = { phase: 'load', done: 0, total: 0, rowsPerSecond: 0, secondsLeft: 0 };
    expect(progressLine(stageView(running), [activity(progress)], NOW)).toMatch(/ {2}load$/);
    expect(progressLine(stageView({ ...running, unitsTotal: 6 }), [activity({ ...progress, total: 5, secondsLeft: 9 })], NOW)).toMatch(/0 of 6 parts · load · 0 of 5 · 0\.0\/s$/);
  });
});
