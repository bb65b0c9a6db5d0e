import type { ResolvedRun } from '../activities/resolve-request.ts';
import type { Profile } from '../domain/profile.ts';
import type { DeepPartial } from '../domain/request.ts';
import type { Taxonomy } from '../domain/taxonomy.ts';

/** A run that an earlier version of Hone resolved goes on under this one: what its profile lacks gets the value that means "as before". */
export function withLaterSettings(resolved: ResolvedRun): ResolvedRun {
  const { profile } = resolved;
  const { ingest, plan, augmentation } = profile;
  const filters = { ...AS_BEFORE.augmentation.filters, ...augmentation.filters };
  const whole = {
    ...AS_BEFORE,
    ...profile,
    ingest: { ...AS_BEFORE.ingest, ...ingest },
    plan: { ...AS_BEFORE.plan, ...plan },
    augmentation: { ...AS_BEFORE.augmentation, ...augmentation, filters },
  };
  return { ...resolved, shapes: resolved.shapes ?? {}, taxonomy: resolved.taxonomy ?? TAXONOMY_BEFORE, profile: whole };
}

const AS_BEFORE = {
  ingest: { leaks: 'refuse' },
  review: { folds: 0, doubtBelow: 0.02, rowsPerFold: 1 },
  mine: { whenThresholdSuffices: 'stop', neighbours: 5, attackSimilarity: 1 },
  pilot: { coverages: [0.5], variations: [2], replayRows: 1 },
  ablation: { covered: 1, rows: 1, alone: 1, mix: [0], seeds: 1, evaluationRows: 1 },
  crossValidation: { folds: 0 },
  plan: { llm: { model: 'none', variationsPerCall: 1, instructionTokens: 0, prices: [{ model: 'none', currency: 'USD', input: 0, output: 0 }] } },
  augmentation: {
    perturbationShare: 1,
    languageModel: { mode: 'direct', temperature: 1, budget: { tokens: 0, money: 0 } },
    backTranslation: { provider: 'opus' },
    filters: { minSimilarity: 0, sameLanguage: false, judgeLabels: false },
  },
} as const satisfies DeepPartial<Profile>;

const TAXONOMY_BEFORE: Taxonomy = {
  schema: 1,
  confidenceFloor: 0,
  categories: Object.entries({
    'Context Manipulation': ['act-as-prompt', 'roleplay-request'],
    'Semantic Jailbreak': ['security-adjacent'],
    'Obfuscated Command': ['shell-request', 'coding-request', 'coding-question', 'tool-use-request'],
    Other: [],
  }).map(([name, dataCategories]) => ({ name, description: '', dataCategories, attackCategories: [], attackSources: [], rules: [] })),
};
