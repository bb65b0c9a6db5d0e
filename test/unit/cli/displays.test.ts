import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ActivityView } from '../../../adapters/temporal/pending-activities.ts';
import type { SeenRun } from '../../../cli/describe-run.ts';
import { jsonDisplay } from '../../../cli/json-display.ts';
import { liveDisplay } from '../../../cli/live-display.ts';
import { plainDisplay } from '../../../cli/plain-display.ts';
import { parkedView, runView, stageView } from '../../support/run-view.ts';
import { Screen } from './screen.ts';

const START = Date.parse('2026-01-02T03:00:00.000Z');
let clock: number;
let [out, err]: [Screen, Screen] = [new Screen(), new Screen()];
const now = (): number => clock;
beforeEach(() => {
  clock = START + 1_000;
  [out, err] = [new Screen(), new Screen()];
});

const progress = (done: number): ActivityView => ({ id: '1', activity: 'train', queue: 'q', state: 'started', attempt: 1, progress: { phase: 'train', done, total: 100, rowsPerSecond: 10, secondsLeft: 5 }, lastFailure: null });
const running = stageView({ stage: 'train', state: 'running', finishedAt: null, headline: '' });
const seen = (view: Parameters<typeof runView>[0], activities: ActivityView[] = []): SeenRun => ({ run: 'hone-sample-1', state: 'RUNNING', view: runView({ status: 'Running', verdict: null, ...view }), activities });

describe('plainDisplay', () => {
  test('prints a stage when its state changes, and every ten seconds while it runs', () => {
    const { show } = plainDisplay(out, err, now);
    for (const seconds of [1, 2, 10, 12, 13]) {
      clock = START + seconds * 1000;
      show(seen({ stages: [stageView(), running] }, [progress(seconds)]));
    }
    show(seen({ stages: [stageView(), { ...running, state: 'made', headline: 'done', finishedAt: '2026-01-02T03:00:14.000Z' }] }));
    expect(out.shown).toEqual([
      '✓ plan                12.3 s  covers half  (never made before)',
      '▸ train                1.0 s  train · 1 of 100 · 10.0/s · 5 s left',
      '▸ train               12.0 s  train · 12 of 100 · 10.0/s · 5 s left',
      '✓ train               14.0 s  done  (never made before)',
    ]);
  });

  test('prints the ways on once, and again when they change', () => {
    const { show } = plainDisplay(out, err, now);
    const parked = seen({ stages: [], parked: [parkedView()] });
    for (const each of [parked, parked, seen({ stages: [] }), seen({ stages: [], parked: [parkedView({ parkId: 'train-2' })] })]) show(each);
    expect(out.shown.filter((row) => row.includes('hone retry'))).toEqual([expect.stringContaining('train-1'), expect.stringContaining('train-2')]);
  });

  test('waits silently for a view; notes go to stderr', () => {
    const { show, note } = plainDisplay(out, err, now);
    show({ run: 'r', state: 'RUNNING', view: null, activities: [] });
    note('Temporal does not answer; waiting');
    expect([out.shown, err.shown]).toEqual([[], ['Temporal does not answer; waiting']]);
  });
});

describe('jsonDisplay', () => {
  test('prints one object a line for each change, and progress at most every ten seconds', () => {
    const { show } = jsonDisplay(out, err, now);
    const at = (seconds: number, each: SeenRun): void => {
      clock = START + seconds * 1000;
      show(each);
    };
    at(1, seen({ stages: [running] }, [progress(1)]));
    at(2, seen({ stages: [running] }, [progress(2)]));
    at(12, seen({ stages: [running] }, [progress(12)]));
    at(13, seen({ stages: [running] }, [{ ...progress(12), attempt: 2 }]));
    expect(out.raw.match(/\n/g)).toHaveLength(3);
    at(60, seen({ stages: [running] }, [{ ...progress(12), attempt: 2 }]));
    const lines = out.raw.trimEnd().split('\n').map((row) => JSON.parse(row) as { run: string; state: string; status: string; activities: ActivityView[] });
    expect(lines.map(({ activities: [first] }) => [first?.progress?.done, first?.attempt])).toEqual([[1, 1], [12, 1], [12, 2]]);
    expect(lines[0]).toMatchObject({ run: 'hone-sample-1', state: 'RUNNING', status: 'Running', stages: [{ stage: 'train' }] });
  });

  test('says how a run stands that no worker can tell more of', () => {
    jsonDisplay(out, err, now).show({ run: 'r', state: 'RUNNING', view: null, activities: [] });
    expect(JSON.parse(out.raw)).toEqual({ run: 'r', state: 'RUNNING', activities: [] });
  });
});

describe('liveDisplay', () => {
  const two = seen({ stages: [stageView(), running] }, [progress(1)]);

  test('draws in place', () => {
    const { show } = liveDisplay(out, err, now);
    show(two);
    show(seen({ stages: [stageView(), { ...running, state: 'made', headline: 'done' }] }));
    expect(out.shown).toEqual(['✓ plan                12.3 s  covers half  (never made before)', expect.stringMatching(/^✓ train .*done/)]);
  });

  test('cuts stages to the width, but never a command', () => {
    out.columns = 40;
    const { show } = liveDisplay(out, err, now);
    for (let times = 0; times < 3; times += 1) show(seen({ stages: [stageView()], parked: [parkedView()] }));
    expect(out.shown[0]).toBe('✓ plan                12.3 s  covers ha');
    expect(out.shown.join('')).toContain('hone retry hone-sample-1 train-1');
    expect(out.shown.filter((row) => row.startsWith('✓'))).toHaveLength(1);
  });

  test('a terminal that became narrower is cleared of what it wrapped', () => {
    const { show } = liveDisplay(out, err, now);
    show(two);
    out.resize(30);
    show(two);
    expect(out.shown).toEqual(['✓ plan                12.3 s ', '▸ train                1.0 s ']);
  });

  test('shows the last lines where there are more than rows', () => {
    out.rows = 4;
    const { show } = liveDisplay(out, err, now);
    for (let times = 0; times < 3; times += 1) show(seen({ stages: ['ingest', 'mine', 'plan', 'train', 'certify'].map((stage) => stageView({ stage: stage as 'plan' })) }));
    expect(out.shown.map((row) => row.split(/\s+/)[1])).toEqual(['plan', 'train', 'certify']);
  });

  test('a note stays, and the drawing goes on below it', () => {
    const { show, note } = liveDisplay(out, out, now);
    show(two);
    note('Temporal does not answer; waiting');
    show(two);
    show(two);
    expect(out.shown.map((row) => row.slice(0, 7))).toEqual(['✓ plan ', '▸ train', 'Tempora', '✓ plan ', '▸ train']);
  });

  test('a terminal of unknown size has 80 columns; control characters do not reach it', () => {
    [out.columns, out.rows] = [0, 0];
    liveDisplay(out, err, now).show(seen({ stages: [stageView({ headline: `\u001b[31m${'x'.repeat(100)}` })] }));
    expect(out.shown[0]).toHaveLength(79);
    expect(out.raw.slice(4)).not.toContain('\u001b');
  });
});
