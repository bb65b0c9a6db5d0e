import type { AugmentationSettings, FilterSettings } from '../../domain/profile.ts';

/** Only the rules that ask nobody. */
export const FILTERS: FilterSettings = { maxSourceJaccard: 0.95, minLengthRatio: 0.5, maxLengthRatio: 2, minSimilarity: 0, sameLanguage: false, judgeLabels: false };

export const AUGMENTATION: AugmentationSettings = {
  methods: { restructuring: 0.5, synonyms: 0.5 },
  batchSize: 200,
  batchesPerActivity: 4,
  perturbationShare: 1,
  perturbationSeverity: 0.3,
  languageModel: { mode: 'direct', temperature: 0.9, budget: { tokens: 1_000_000, money: 10 } },
  backTranslation: { provider: 'opus' },
  filters: FILTERS,
};
