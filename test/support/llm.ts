import type { LlmCostSettings } from '../../domain/profile.ts';

/** Two variations a call; batches at half the price. */
export const LLM: LlmCostSettings = {
  model: 'fake-1',
  variationsPerCall: 2,
  instructionTokens: 350,
  prices: [{ model: 'fake-1', currency: 'USD', input: 10, output: 20, batchInput: 5, batchOutput: 10 }],
};
