import type { PlanInput } from '../../../../domain/planning/plan.ts';
import { SHIPPED_STRATEGIES } from '../../../../domain/strategies.ts';

/** The worked example of the planning chapter: 35,634 benign, 31,682 malicious, 4,179 false positives in 100,000 prompts. */
export const WORKED_EXAMPLE: PlanInput = {
  benign: 35_634,
  malicious: 31_682,
  trafficRows: 100_000,
  falsePositivesByCategory: { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 },
  strategies: SHIPPED_STRATEGIES,
  strategy: 'hybrid',
  falsePositiveRateLimit: 0.01,
  methods: [
    { method: 'paraphrase', share: 0.4, available: true },
    { method: 'back-translation-de', share: 0.15, available: true },
    { method: 'back-translation-fr', share: 0.15, available: true },
    { method: 'synonyms', share: 0.15, available: true },
    { method: 'restructuring', share: 0.15, available: true },
  ],
  includeSources: false,
  training: { epochs: 12, batchSize: 32, trainShare: 0.7, rowsPerSecond: 30 },
  impact: { promptsPerDay: 1_000_000, ticketsPerFalsePositive: 0.001, costPerTicket: 20, currency: 'USD' },
};
