import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGuard } from '../../adapters/guard/load-guard.ts';
import { runtimeName } from '../../adapters/guard/load-fault.ts';
import { measureCosts } from '../../adapters/guard/measure-costs.ts';
import { makePackages, sealPackage } from './support/make-package.ts';

let directory: string;
let packages: Record<'int8' | 'fp32', string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hone-costs-'));
  packages = await makePackages(directory);
}, 300_000);

afterAll(() => rm(directory, { recursive: true }));

const texts = Array.from({ length: 50 }, (_, index) => 'a prompt '.repeat(1 + (index % 20)));

describe('what a package costs', () => {
  test('cold start, memory and throughput of a process of its own', async () => {
    const costs = await measureCosts(packages.int8, { texts, threads: 2, batches: [8, 32] });
    expect(costs).toMatchObject({ runtime: runtimeName(), threads: 2, throughput: [{ batch: 8 }, { batch: 32 }] });
    expect(costs.coldStartMs).toBeGreaterThan(0);
    expect(costs.throughput.every(({ textsPerSecond }) => textsPerSecond > 0)).toBe(true);
    // A Node process has 30 MB or more; the model is 4 MB and more on top, and nothing is ever given back below the peak.
    expect(costs.emptyBytes).toBeGreaterThan(30e6);
    expect(costs.loadedBytes).toBeGreaterThan(costs.emptyBytes + 4e6);
    expect(costs.peakBytes).toBeGreaterThanOrEqual(costs.loadedBytes);
  }, 120_000);

  test('a package that cannot be loaded is refused with its own error', async () => {
    await expect(measureCosts(directory, { texts, threads: 1, batches: [] })).rejects.toMatchObject({ code: 'HONE_INVALID_INPUT', message: expect.stringContaining('hone.json') });
  }, 60_000);
});

test('a model of a newer format than the library reads is refused with both versions', async () => {
  const model = await readFile(join(packages.fp32, 'model.onnx'));
  // An ONNX file begins with field 1, the IR version, as one byte.
  expect([...model.subarray(0, 2)]).toEqual([8, 8]);
  model[1] = 99;
  await writeFile(join(packages.fp32, 'model.onnx'), model);
  await sealPackage(packages.fp32, 'fp32');
  await expect(loadGuard(packages.fp32, { threads: 1 })).rejects.toMatchObject({
    code: 'HONE_INVALID_INPUT',
    message: expect.stringMatching(/its IR version is 99, and onnxruntime-node \d+\.\d+\.\d+ reads up to \d+; update/),
  });
}, 60_000);
