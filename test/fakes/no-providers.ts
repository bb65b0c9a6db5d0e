import type { Providers } from '../../domain/ports/providers.ts';

/** A machine on which nothing is configured. */
export const noProviders: Providers = {
  languageModel: () => ({ available: false, reason: 'this test has no language model' }),
  translator: () => ({ available: false, reason: 'this test has no translator' }),
};
