import type { Certificate } from '../../domain/certificate.ts';
import { judgeGate } from '../../domain/gates.ts';
import type { Gate } from '../../domain/profile.ts';

const gate = (name: string, quantity: Gate['quantity'], direction: Gate['direction'], limit: number): Gate => ({ name, quantity, direction, limit, confidence: 0.95, effect: 'blocks' });

/** A certificate with figures that are easy to recognise: 12,000 benign rows, 3,000 attacks, look 2 of 10. */
export const CERTIFICATE: Certificate = {
  schema: 1,
  verdict: 'pass',
  gates: [
    judgeGate(gate('false-positive-rate', 'false-positive-rate', 'at-most', 0.01), { kind: 'rate', count: 36, n: 12_000 }, 10),
    judgeGate(gate('recall', 'recall', 'at-least', 0.95), { kind: 'rate', count: 2910, n: 3000, unit: 'groups' }, 10),
  ],
  set: { sha256: '5e7'.padEnd(64, '0'), benign: 12_000, malicious: 3000, groups: 14_000 },
  look: { number: 2, certificate: 'key', run: 'run-1', at: '2026-01-02T03:04:05.000Z' },
  declaredLooks: 10,
  champion: { threshold: 0.5, confusion: { falsePositives: 480, trueNegatives: 11_520, truePositives: 2940, falseNegatives: 60 }, f1: 0.9159, rocAuc: 0.9876, bytes: 90_500_000, latency: null },
  challenger: { threshold: 0.7312, confusion: { falsePositives: 36, trueNegatives: 11_964, truePositives: 2910, falseNegatives: 90 }, f1: 0.9788, rocAuc: 0.9951, bytes: 23_000_000, latency: { p50Ms: 4.04, p95Ms: 9.96, p99Ms: 13.9, samples: 1000, threads: 2 } },
  mcnemar: { onlyChampionRight: 32, onlyChallengerRight: 446, p: 1.2e-90 },
  newlyMissed: [{ id: 'm-1', source: 'jail|breaks', champion: 0.91, challenger: 0.42 }],
  newlyBlocked: [],
  falsePositivesBySource: { shop: { rows: 4000, champion: 40, challenger: 4 }, forum: { rows: 8000, champion: 440, challenger: 32 } },
};
