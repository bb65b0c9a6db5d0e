import { describe, expect, test } from '@jest/globals';
import { parseSetPath } from '../../../domain/set-path.ts';
import { waysOn } from '../../../cli/ways-on.ts';
import { parkedView, runView } from '../../support/run-view.ts';

const linesOf = (changes: Parameters<typeof runView>[0]): string[] => waysOn(runView(changes)).flatMap((lines) => lines.split('\n'));

describe('waysOn', () => {
  test('is nothing where nothing waits', () => expect(linesOf({})).toEqual([]));

  test('says of a parked stage why, and every way on, with a parameter that it has', () => {
    const parameters = { seed: 7, train: { epochs: 3, learningRate: 2e-5 } };
    const lines = linesOf({ parked: [parkedView({ parameters })] });
    expect(lines.map((line) => line.replace(/(?<=\S) {2,}.*$/, ''))).toEqual([
      '',
      'train is parked: HONE_TRAINER_DIVERGED: The loss became NaN.',
      '  hone retry hone-sample-1 train-1',
      '  hone retry hone-sample-1 train-1 --set train.learningRate=0.00002',
      '  hone abort hone-sample-1',
    ]);
    expect(parseSetPath(/--set (\S+)/.exec(lines[3]!)![1]!)).toEqual({ train: { learningRate: 2e-5 } });
  });

  test('offers to skip only what may be skipped, and no example where there is no number', () => {
    const text = linesOf({ parked: [parkedView(), parkedView({ parkId: 'mine-2', stage: 'mine', skippable: true })] }).join('\n');
    expect(text).toContain('  hone skip hone-sample-1 mine-2');
    expect(text).not.toContain('hone skip hone-sample-1 train-1');
    expect(text).not.toContain('--set');
  });

  test('gives the whole command to approve, to refuse, and to read before', () => {
    const text = linesOf({ approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'pass' } }).join('\n');
    expect(text).toContain('waits for approval of package abc000000000:\n  hone artifact hone-sample-1 e1 ');
    expect(text).toContain('  hone approve hone-sample-1 --evidence e1 --why "…"');
    expect(text).toContain('  hone reject hone-sample-1 --evidence e1 --why "…"');
  });

  test('says of a package that did not pass what it did not pass, and that approving takes a waiver', () => {
    const openGates = [{ gate: 'fpr', verdict: 'fail', sentence: '2 of 100 are too many' }] as const;
    const text = linesOf({ approval: { packageId: 'abc'.padEnd(64, '0'), evidenceHash: 'e1', verdict: 'fail', openGates } }).join('\n');
    expect(text).toContain('PACKAGE abc000000000 DID NOT PASS ITS GATES; it waits for a rejection or a waiver:\n  fpr: fail. 2 of 100 are too many\n');
    expect(text).toContain('  hone approve hone-sample-1 --evidence e1 --why "…" --waiver "…"');
    expect(text).not.toContain('waits for approval');
  });

  test('quotes a workflow id that a shell would take apart', () => {
    expect(linesOf({ run: 'my run', parked: [parkedView()] }).join('\n')).toContain("hone retry 'my run' train-1");
  });
});
