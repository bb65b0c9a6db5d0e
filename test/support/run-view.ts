import type { ParkedView, RunView, StageView } from '../../domain/run-view.ts';

/** A finished run; a test says what is different about its own. */
export function runView(changes: Partial<RunView> = {}): RunView {
  return { run: 'hone-sample-1', profile: 'sample', status: 'Completed', verdict: 'promoted', stages: [stageView()], parked: [], approval: null, report: null, ...changes };
}

/** A stage that was made in 12.3 seconds. */
export function stageView(changes: Partial<StageView> = {}): StageView {
  return {
    stage: 'plan', state: 'made', reason: 'never made before', headline: 'covers half', startedAt: '2026-01-02T03:00:00.000Z', finishedAt: '2026-01-02T03:00:12.300Z',
    unitsDone: 0, unitsTotal: 0, key: 'key', ...changes,
  };
}

export function parkedView(changes: Partial<ParkedView> = {}): ParkedView {
  return { parkId: 'train-1', stage: 'train', code: 'HONE_TRAINER_DIVERGED', message: 'The loss became NaN.', skippable: false, parameters: {}, ...changes };
}
