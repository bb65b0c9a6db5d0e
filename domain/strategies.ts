import type { Strategy } from './profile.ts';

/** The four shipped strategies. A profile may add its own; one of its own with the same name takes the shipped one's place. */
export const SHIPPED_STRATEGIES: readonly Strategy[] = [
  {
    name: 'conservative',
    description: 'Double the variations of a few false positives: the smallest change to the training set.',
    coverage: 0.15,
    variationsPerFalsePositive: 16,
    hardNegatives: 100,
    maliciousAugmentations: 0,
    projectedFalsePositiveRate: 0.0314,
  },
  {
    name: 'balanced',
    description: 'Cover half of the false positives found.',
    coverage: 0.5,
    variationsPerFalsePositive: 8,
    hardNegatives: 250,
    maliciousAugmentations: 0,
    projectedFalsePositiveRate: 0.0155,
  },
  {
    name: 'aggressive',
    description: 'Cover three quarters of the false positives found, with slightly fewer variations of each.',
    coverage: 0.75,
    variationsPerFalsePositive: 7,
    hardNegatives: 250,
    maliciousAugmentations: 0,
    projectedFalsePositiveRate: 0.0106,
  },
  {
    name: 'hybrid',
    description: 'Cover 2,500 false positives and augment the attacks too, so that recall is defended while false positives fall.',
    coverage: 2500,
    variationsPerFalsePositive: 8,
    hardNegatives: 250,
    maliciousAugmentations: 3000,
    projectedFalsePositiveRate: 0.0085,
  },
];

/** The shipped strategies and the profile's own, in that order; an own strategy replaces the shipped one of its name. */
export function withShippedStrategies(own: readonly Strategy[]): Strategy[] {
  const names = new Set(own.map((strategy) => strategy.name));
  return [...SHIPPED_STRATEGIES.filter((strategy) => !names.has(strategy.name)), ...own];
}
