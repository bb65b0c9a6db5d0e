import { mergePatch } from '../../../../domain/merge-patch.ts';
import { plannedSettings } from '../../../../domain/planning/plan-input.ts';
import type { PlanInput, PlannedSettings } from '../../../../domain/planning/plan-input.ts';
import type { DeepPartial } from '../../../../domain/request.ts';
import hybrid from '../../../../profiles/hybrid.json' with { type: 'json' };
import { parseProfile } from '../../../../schemas/profile.ts';

/**
 * The worked example of the planning chapter: 35,634 benign, 31,682 malicious, 4,179 false positives in 100,000 prompts, with the settings
 * of the hybrid profile and every method at hand.
 */
export const WORKED_EXAMPLE: PlanInput = {
  benign: 35_634,
  malicious: 31_682,
  trafficRows: 100_000,
  falsePositivesByCategory: { 'Context Manipulation': 1797, 'Semantic Jailbreak': 1073, 'Obfuscated Command': 802, Other: 507 },
  rowsPerSecond: 30,
  methods: [
    { method: 'paraphrase', share: 0.4, available: true },
    { method: 'back-translation-de', share: 0.15, available: true },
    { method: 'back-translation-fr', share: 0.15, available: true },
    { method: 'synonyms', share: 0.15, available: true },
    { method: 'restructuring', share: 0.15, available: true },
  ],
  settings: plannedSettings(parseProfile(hybrid)),
};

/** The worked example with other settings, as a merge patch. */
export function withSettings(change: DeepPartial<PlannedSettings>, input: PlanInput = WORKED_EXAMPLE): PlanInput {
  return { ...input, settings: mergePatch(input.settings, change) as PlannedSettings };
}

/** The worked example under another limit of the false-positive rate. */
export function underLimit(limit: number): PlanInput {
  return withSettings({ gates: WORKED_EXAMPLE.settings.gates.map((gate) => (gate.quantity === 'false-positive-rate' ? { ...gate, limit } : gate)) });
}
