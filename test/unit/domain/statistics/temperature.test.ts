import { describe, expect, test } from '@jest/globals';
import { rng } from '../../../../domain/rng.ts';
import { brierScore, expectedCalibrationError } from '../../../../domain/statistics/calibration.ts';
import { atTemperature, fitTemperature, HIGHEST_TEMPERATURE, LOWEST_TEMPERATURE } from '../../../../domain/statistics/temperature.ts';

/** Rows whose label is malicious with the probability that a model at temperature 1 would say; the model says it `sharpness` times as surely. */
function overconfident(sharpness: number): { benign: number[]; malicious: number[] } {
  const random = rng(7, 'temperature', sharpness);
  const rows = { benign: [] as number[], malicious: [] as number[] };
  for (let row = 0; row < 20_000; row++) {
    const logit = 8 * random.next() - 4;
    const isMalicious = random.next() < 1 / (1 + Math.exp(-logit));
    rows[isMalicious ? 'malicious' : 'benign'].push(1 / (1 + Math.exp(-logit * sharpness)));
  }
  return rows;
}

describe('fitTemperature', () => {
  test.each([0.5, 1, 3])('finds by how much scores are %d times too sure', (sharpness) => {
    const { benign, malicious } = overconfident(sharpness);
    expect(Math.abs(fitTemperature(benign, malicious) / sharpness - 1)).toBeLessThan(0.05);
  });

  test('calibrates: both errors fall, and the order of the scores stays', () => {
    const { benign, malicious } = overconfident(3);
    const temperature = fitTemperature(benign, malicious);
    const [cooledBenign, cooledMalicious] = [benign, malicious].map((scores) => scores.map((score) => atTemperature(score, temperature)));
    expect(expectedCalibrationError(cooledBenign!, cooledMalicious!)).toBeLessThan(0.2 * expectedCalibrationError(benign, malicious));
    expect(brierScore(cooledBenign!, cooledMalicious!)).toBeLessThan(brierScore(benign, malicious));
    const ascending = [...benign].sort((a, b) => a - b).map((score) => atTemperature(score, temperature));
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
  });

  test('at a temperature, a score is the softmax of the logits divided by it', () => {
    for (const logit of [-30, -3, -0.1, 0, 2, 12]) {
      expect(atTemperature(1 / (1 + Math.exp(-logit)), 2.5)).toBeCloseTo(1 / (1 + Math.exp(-logit / 2.5)), 12);
      expect(atTemperature(atTemperature(1 / (1 + Math.exp(-logit)), 2.5), 1 / 2.5)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 12);
    }
    expect([0, 0.5, 1].map((score) => atTemperature(score, 3))).toEqual([0, 0.5, 1]);
  });

  test('what a threshold separates wholly has no best temperature: the search ends at its end', () => {
    expect(fitTemperature([0.1, 0.2], [0.8, 0.9])).toBeCloseTo(LOWEST_TEMPERATURE, 4);
    expect(fitTemperature([0.8, 0.9], [0.1, 0.2])).toBeCloseTo(HIGHEST_TEMPERATURE, 2);
  });

  test('scores of 0 and 1 are no trouble, and rows of one class only are refused', () => {
    expect(fitTemperature([0, 0.1], [1, 0.9])).toBeGreaterThan(0);
    expect(() => fitTemperature([], [0.5])).toThrow(/benignScores/);
  });
});
