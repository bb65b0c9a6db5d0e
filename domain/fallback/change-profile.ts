import { mergePatch } from '../merge-patch.ts';
import type { FallbackRule, Profile } from '../profile.ts';
import { withShippedStrategies } from '../strategies.ts';

/**
 * The profile of a round that takes a rule; one that merges changes nothing. `failingCategories`: most false positives first. A strategy that is
 * changed keeps its name and loses its author's projection, which was made for another one.
 */
export function changeProfile(profile: Profile, { change = {} }: Pick<FallbackRule, 'change'>, failingCategories: readonly string[] = []): Profile {
  const { strategy, hardNegativesFirst, ...parts } = change;
  const changed = mergePatch(profile, parts) as Profile;
  const planned = strategy ? { ...changed, plan: { ...changed.plan, strategies: changedStrategies(changed.plan, strategy) } } : changed;
  return hardNegativesFirst && failingCategories.length > 0 ? { ...planned, assemble: { ...planned.assemble, hardNegativesFirst: failingCategories } } : planned;
}

/** Whether a rule would make another profile of this one. */
export function changesAnything(profile: Profile, rule: Pick<FallbackRule, 'change'>, failingCategories: readonly string[] = []): boolean {
  return JSON.stringify(changeProfile(profile, rule, failingCategories)) !== JSON.stringify(profile);
}

function changedStrategies({ strategies, strategy: name }: Profile['plan'], patch: object): Profile['plan']['strategies'] {
  const now = withShippedStrategies(strategies).find((each) => each.name === name);
  if (!now) return strategies;
  const patched = mergePatch(now, patch) as typeof now;
  if (JSON.stringify(patched) === JSON.stringify(now)) return strategies;
  const { projectedFalsePositiveRate, ...unprojected } = patched;
  const changed = projectedFalsePositiveRate === now.projectedFalsePositiveRate ? unprojected : patched;
  return [...strategies.filter((each) => each.name !== name), changed];
}
