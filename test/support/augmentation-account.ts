import type { AccountedMethod, AugmentationAccount } from '../../domain/augmentation-account.ts';
import { AUGMENTATION_SAMPLES } from '../../domain/augmentation-samples.ts';
import { measuredShare } from '../../domain/statistics/measured-share.ts';

const method = (fields: Partial<AccountedMethod>): AccountedMethod => ({
  made: 0, kept: 0, dropped: {}, fooled: {}, diversity: { texts: 0, distinct1: 0, distinct2: 0, selfBleu: null }, similarity: null, fingerprint: null, costPerKept: null, ...fields,
});

/** An account with figures that are easy to recognise. */
export const ACCOUNT: AugmentationAccount = {
  schema: 1,
  benign: 1600, benignSources: 200, malicious: 300, maliciousSources: 150, fewestPerFalsePositive: 7, sameTextFromOtherSource: 4,
  methods: {
    synonyms: method({
      made: 1000, kept: 600, dropped: { 'near-source': 300, duplicate: 100 },
      fooled: { benign: measuredShare(120, 200) },
      diversity: { texts: 200, distinct1: 0.1234, distinct2: 0.4567, selfBleu: 0.321 },
      similarity: { sources: 200, variations: 600, toSource: 0.912, pairs: 500, betweenVariations: 0.876 },
      fingerprint: { auc: 0.61, low: 0.55, high: 0.66, pairs: 200 },
    }),
    paraphrase: method({
      made: 1000, kept: 1000, failed: { refusal: 12 },
      fooled: { benign: measuredShare(50, 200) },
      diversity: { texts: 200, distinct1: 0.2, distinct2: 0.6, selfBleu: 0.1 },
      spent: { calls: 250, inputTokens: 100_000, outputTokens: 50_000, money: 1.5 }, costPerKept: 0.0015,
    }),
    perturbation: method({ made: 310, kept: 300, dropped: { identical: 10 }, fooled: { malicious: measuredShare(45, 150) } }),
  },
  originals: { fooled: { benign: measuredShare(200, 200), malicious: measuredShare(3, 150) }, diversity: { texts: 350, distinct1: 0.15, distinct2: 0.5, selfBleu: 0.05 } },
  unavailable: [{ method: 'back-translation-de', count: 400, reason: 'No <model> is here.' }],
  currency: 'USD',
  samples: AUGMENTATION_SAMPLES,
};
