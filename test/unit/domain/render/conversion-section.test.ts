import { describe, expect, test } from '@jest/globals';
import type { LatencyTable } from '../../../../domain/latency-table.ts';
import { conversionSection } from '../../../../domain/render/conversion-section.ts';
import { CONVERSION, FLIPPED } from '../../../support/conversion.ts';

const report = (p50Ms: number): LatencyTable['traffic'] => ({ p50Ms, p95Ms: p50Ms * 2, p99Ms: p50Ms * 3, samples: 1000, threads: 2 });
const LATENCY: LatencyTable = { schema: 2, cpu: 'cpu', cpuFlags: [], precision: 'int8', traffic: report(1), formats: { plain: report(4), fused: report(3), int8: report(1) }, ladder: [], leftOut: [], costs: null };

describe('conversionSection', () => {
  test.each([
    '| file | AUC | FPR | recall | flips | MB | p50 | p95 | p99 |',
    '| plain fp32 | 0.99877 | 0.75 % | 96.50 % | 0 (0.00 %) | 90.9 | 4.0 | 8.0 | 12.0 |',
    '| fused fp32 | 0.99877 | 0.75 % | 96.50 % | 0 (0.00 %) | 90.8 | 3.0 | 6.0 | 9.0 |',
    '| int8 | 0.99877 | 0.75 % | 96.50 % | 2 (0.10 %) | 22.9 | 1.0 | 2.0 | 3.0 |',
    'Against the plain export 1 decisions went from benign to malicious and 1 from malicious to benign; scores moved by 0.2500 at most and by 4.0e-4 on average.',
    '| b\\|1 | benign | benign → malicious | 0.3100 | 0.5600 |',
    '| m-1 | malicious | malicious → benign | 0.5200 | 0.4100 |',
    '| int8 | 143 | 8 | ai.onnx 17, com.microsoft 1 | uint8, 11.7 MB |',
    '| int8 | 4.0e-2 / 2.0e-2 |',
  ])('says: %s', (line) => expect(conversionSection(CONVERSION, LATENCY).split('\n')).toContain(line));

  test('says what a temperature brings, at which prevalence, or that none ships; of older reports nothing', () => {
    const errors = (expectedCalibrationError: number, brierScore: number) => ({ expectedCalibrationError, brierScore });
    const both = { before: errors(0.1088, 0.1383), after: errors(0.0689, 0.1295) };
    const calibration = { temperature: 2.013, rows: { benign: 10_000, malicious: 286 }, atHalf: both, asMeasured: { prevalence: 0.0278, ...both }, corrected: both };
    const lines = conversionSection({ ...CONVERSION, calibration }, null).split('\n');
    expect(lines).toEqual(expect.arrayContaining([
      'The temperature was fitted on these rows.',
      '| share of attacks | ECE of the model | ECE at temperature 2.013 | Brier of the model | Brier at temperature 2.013 |',
      '| 50 % | 0.1088 | 0.0689 | 0.1383 | 0.1295 |',
      '| 2.78 %, as in these rows | 0.1088 | 0.0689 | 0.1383 | 0.1295 |',
      '| 2.78 %, odds multiplied | 0.1088 | 0.0689 | 0.1383 | 0.1295 |',
    ]));
    expect(conversionSection({ ...CONVERSION, calibration: null }, null)).toContain("No temperature ships: scores are the model's own.");
    expect(conversionSection(CONVERSION, null)).not.toContain('Calibration');
  });

  test('without latency in every format it still has that of what ships', () => {
    const lines = conversionSection(CONVERSION, { ...LATENCY, formats: {} }).split('\n');
    expect(lines).toContain('| int8 | 0.99877 | 0.75 % | 96.50 % | 2 (0.10 %) | 22.9 | 1.0 | 2.0 | 3.0 |');
    expect(lines).toContain('| plain fp32 | 0.99877 | 0.75 % | 96.50 % | 0 (0.00 %) | 90.9 |  |  |  |');
  });

  test('says which layers stayed fp32, and why, and only then', () => {
    expect(conversionSection(CONVERSION, null)).not.toContain('layers in fp32');
    const tried = [0, 1, 2].map((leftOut) => ({ leftOut, bytes: 1e6 * (23 + leftOut), threshold: 0.5, flipRate: 0.005 / (leftOut + 1) }));
    const layers = ['down 0', 'down 2', 'up 1'].map((layer, index) => ({ layer, cost: 0.0162 / (index + 1) }));
    const lines = conversionSection({ ...CONVERSION, tried, graph: { ...CONVERSION.graph, layers } }, null).split('\n');
    expect(lines).toContain('With every layer in int8, more than 0.20 % of the decisions flipped, so the layers that cost most stayed fp32:');
    expect(lines).toEqual(expect.arrayContaining(['| 0 | 0.50 % | 23.0 |', '| 1 | 0.25 % | 24.0 |', '| 2 | 0.17 % | 25.0 |', '| down 0 | 0.0162 |', '| down 2 | 0.0081 |']));
    expect(lines.some((line) => line.startsWith('| up 1'))).toBe(false);
  });

  test('shows the first ten flips and says how many there are', () => {
    const benignToMalicious = Array.from({ length: 11 }, (_, index) => ({ ...FLIPPED.benignToMalicious[0]!, id: `x${index}` }));
    const text = conversionSection({ ...CONVERSION, benignToMalicious }, null);
    expect(text).toContain('The first 10 of 12; all are in report.json.');
    expect([text.includes('| x9 |'), text.includes('| x10 |')]).toEqual([true, false]);
  });

  test('escapes what comes from files', () => {
    const evil = '<b>*x*';
    const graph = { ...CONVERSION.graph, opsets: { int8: { [evil]: 1 } }, notes: [evil] };
    expect(conversionSection({ ...CONVERSION, graph }, null)).not.toMatch(/<b>|[^\\]\*x/);
  });
});
