import type { Certificate, ModelMeasurements } from '../certificate.ts';
import { wilsonInterval } from '../statistics/binomial-bounds.ts';
import { percent, thousands } from './numbers.ts';

/** Champion beside challenger on the same certification rows: quantity, champion, challenger. Header first. */
export function comparisonTable({ champion, challenger, hardNegatives }: Certificate): string[][] {
  const row = (name: string, cell: (model: ModelMeasurements) => string): string[] => [name, cell(champion), cell(challenger)];
  return [
    ['', 'champion', 'challenger'],
    row('false-positive rate', ({ confusion: { falsePositives, trueNegatives } }) => rate(falsePositives, falsePositives + trueNegatives)),
    ...(hardNegatives ? [['false-positive rate, hard negatives', ...[hardNegatives.champion, hardNegatives.challenger].map(({ count, n }) => rate(count, n))]] : []),
    row('recall', ({ confusion: { truePositives, falseNegatives } }) => rate(truePositives, truePositives + falseNegatives)),
    row('F1', (model) => model.f1.toFixed(4)),
    row('ROC-AUC', (model) => model.rocAuc.toFixed(4)),
    row('threshold', (model) => model.threshold.toFixed(4)),
    row('size', (model) => `${(model.bytes / 1e6).toFixed(1)} MB`),
    row('latency p50 / p95 / p99', ({ latency }) => (latency ? `${[latency.p50Ms, latency.p95Ms, latency.p99Ms].map((ms) => ms.toFixed(1)).join(' / ')} ms` : 'not measured')),
  ];
}

/** `0.31 % (93 of 30,120; 0.25–0.38 %)`: a rate is always shown with its n and its 95 % Wilson interval. */
export function rate(count: number, n: number): string {
  const { low, high } = wilsonInterval(count, n);
  return `${percent(n === 0 ? 0 : count / n, 2)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(2)}–${percent(high, 2)})`;
}
