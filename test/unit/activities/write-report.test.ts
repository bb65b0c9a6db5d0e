import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { putJson, putText } from '../../../activities/engine/artifacts.ts';
import { writeReport } from '../../../activities/write-report.ts';
import type { ReportParts } from '../../../activities/write-report.ts';
import { ACCOUNT } from '../../support/augmentation-account.ts';
import { CONVERSION } from '../../support/conversion.ts';
import { CERTIFICATE } from '../../support/certificate.ts';
import { PLOT_FILES } from '../../../domain/render/plots/augmentation-plots.ts';
import type { ArtifactRef } from '../../../domain/artifact-ref.ts';
import { STRESS } from '../../support/stress.ts';
import { runView } from '../../support/run-view.ts';
import { bench } from '../../support/stage-bench.ts';
import type { Bench } from '../../support/stage-bench.ts';

let at: Bench;
beforeEach(async () => void (at = await bench()));
afterEach(() => at.close());

const stored = async (key: string): Promise<string> => Buffer.from((await at.store.read(key))!.bytes).toString();

describe('writeReport', () => {
  test('of a run that ended before anything was measured', async () => {
    const view = runView({ status: 'Failed', verdict: null });
    expect(await writeReport(at.ports)({ view, parts: {} })).toBe('runs/hone-sample-1/report.md');
    const markdown = await stored('runs/hone-sample-1/report.md');
    expect(markdown).toContain('no verdict (Failed)');
    expect(markdown).not.toMatch(/## (Evidence|Latency|Plan)/);
    expect(JSON.parse(await stored('runs/hone-sample-1/report.json'))).toEqual({ view, baseline: null, certificate: null, probe: null, plan: null, conversion: null, latency: null, crossValidation: null, ablation: null, loso: null, rounds: null, account: null, stress: null, parts: {} });
  });

  test('of a certified run holds the certificate, and names every part', async () => {
    const parts: ReportParts = { certificate: await putJson(at.ports, CERTIFICATE), model: await putText(at.ports, 'model') };
    await writeReport(at.ports)({ view: runView({ verdict: 'promoted' }), parts });
    expect(await stored('runs/hone-sample-1/report.md')).toContain('## Evidence');
    expect(JSON.parse(await stored('runs/hone-sample-1/report.json'))).toMatchObject({ certificate: { verdict: 'pass', set: { benign: 12_000 } }, parts });
  });

  test('has what convert found, but renders no tables of the form that an earlier version wrote', async () => {
    const read = async (schema: object): Promise<{ conversion: object | null }> => {
      await writeReport(at.ports)({ view: runView(), parts: { equivalence: await putJson(at.ports, { ...CONVERSION, ...schema }) } });
      return JSON.parse(await stored('runs/hone-sample-1/report.json')) as { conversion: object | null };
    };
    expect((await read({})).conversion).toMatchObject({ shipped: 'int8', flipRate: 0.001 });
    expect(await stored('runs/hone-sample-1/report.md')).toContain('## Conversion');
    expect((await read({ schema: 1 })).conversion).toBeNull();
  });

  test('of a run that made variations has their account, with its plots beside it and as parts', async () => {
    await writeReport(at.ports)({ view: runView(), parts: { accounting: await putJson(at.ports, ACCOUNT), stress: await putJson(at.ports, STRESS) } });
    expect(await stored('runs/hone-sample-1/report.md')).toContain('## Under disguise');
    expect(await stored('runs/hone-sample-1/report.md')).toContain('![Kept and dropped variations by method](augmentation-kept.svg)');
    const { parts } = JSON.parse(await stored('runs/hone-sample-1/report.json')) as { parts: Record<string, ArtifactRef> };
    for (const [part, name] of Object.entries(PLOT_FILES)) {
      const beside = await stored(`runs/hone-sample-1/${name}`);
      expect(beside).toMatch(/^<svg .*<\/svg>\n$/s);
      expect(await stored(parts[part]!.uri.slice('store:'.length))).toBe(beside);
    }
  });

  test('leaves out an account of an earlier version, which has counts alone', async () => {
    const { benign, malicious } = ACCOUNT;
    await writeReport(at.ports)({ view: runView(), parts: { accounting: await putJson(at.ports, { benign, malicious, methods: {} }) } });
    expect(await stored('runs/hone-sample-1/report.md')).not.toContain('## Augmentation');
    expect(JSON.parse(await stored('runs/hone-sample-1/report.json'))).toMatchObject({ account: null });
  });

  test('is made anew at every end', async () => {
    await writeReport(at.ports)({ view: runView({ verdict: null, status: 'AwaitingOperator' }), parts: {} });
    await writeReport(at.ports)({ view: runView({ verdict: 'rejected' }), parts: {} });
    expect(await stored('runs/hone-sample-1/report.md')).toContain('verdict **rejected**');
  });

  test('says when a part is not what it was', async () => {
    const certificate = await putJson(at.ports, CERTIFICATE);
    at.store.objects.clear();
    await expect(writeReport(at.ports)({ view: runView(), parts: { certificate } })).rejects.toMatchObject({ code: 'HONE_NOT_FOUND' });
  });
});
