import type { Baseline } from '../../domain/baseline.ts';
import { measuredRate } from '../../domain/statistics/measured-rate.ts';
import { CERTIFICATE } from './certificate.ts';

/** A baseline with figures that are easy to recognise: 4,179 false positives in 100,000 prompts. */
export const BASELINE: Baseline = {
  mined: 100_000,
  falsePositives: 4179,
  doubts: 12,
  ruledOut: 3,
  falsePositiveRate: 0.04179,
  threshold: 0.5,
  byCategory: { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 },
  bySource: { forum: 4179 },
  measured: {
    naturalMining: measuredRate(4179, 100_000),
    naturalTuning: measuredRate(400, 10_000),
    hardNegatives: null,
    recall: measuredRate(291, 300),
    ranking: { n: 10_300, prevalence: 0.0291, f1: 0.5879, rocAuc: 0.9812, expectedCalibrationError: 0.0312, brierScore: 0.0254 },
  },
  coverage: { rows: 4179, groups: 3000, points: [{ share: 0.5, groups: 900 }, { share: 0.8, groups: 2164 }, { share: 0.95, groups: 2791 }] },
  control: { threshold: 0.8125, deployed: 0.5, wouldPass: false, sentence: 'Moving the <threshold> alone is not enough.', gates: CERTIFICATE.gates },
};
