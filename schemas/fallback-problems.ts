import type { z } from 'zod';
import { changeProfile } from '../domain/fallback/change-profile.ts';
import { invalidInput } from '../domain/errors.ts';
import { isToldByRounds } from '../domain/gate-set.ts';
import { nearest } from '../domain/nearest.ts';
import type { BenignMethod, FallbackChange, FallbackRule, GateQuantity, Profile } from '../domain/profile.ts';
import { isProvided } from '../domain/providers.ts';
import { patchProblems } from './patch-problems.ts';
import { problemsOf, schemaAt } from './problems.ts';

/**
 * What is wrong with a profile's fallback rules, a sentence each with field, value and remedy: so that it is said before the run starts, not when a
 * round fails. Each change is tried by itself and after all the rules before it.
 */
export function fallbackProblems(schema: z.ZodType<Profile>, profile: Profile): string[] {
  const { rules = [] } = profile.fallbacks ?? {};
  let together = profile;
  return rules.flatMap((rule, index) => {
    const path = ['fallbacks', 'rules', index];
    const problems = [...unknownGates(rule, profile, path), ...(rule.change ? changeProblems(schema, profile, rule, path) : [])];
    if (problems.length > 0) return problems;
    together = changeProfile(together, rule);
    return mergedProblems(schema, together, path, 'after the rules before it');
  });
}

function unknownGates({ when }: FallbackRule, { gates }: Profile, path: readonly (string | number)[]): string[] {
  const known = [...new Set([...gates.map((gate) => gate.name), ...QUANTITIES]), 'over-fit'];
  return when.flatMap(({ gate }, index) => {
    const named = gates.find(({ name }) => name === gate);
    if (named && !isToldByRounds(named)) return [invalidInput(`${show(path)}.when[${index}].gate`, gate, `Rounds measure whole sets, and this gate asks for the slice ${named.slice}: name another gate, or a quantity.`).message];
    if (known.includes(gate)) return [];
    const meant = nearest(gate, known);
    return [invalidInput(`${show(path)}.when[${index}].gate`, gate, meant === undefined ? `Write the name of a gate of this profile, a quantity, or over-fit: ${known.join(', ')}.` : `There is no such gate; did you mean ${meant}?`).message];
  });
}

/** What rows can tell: a rule on one of these is right, and never holds, where the profile has no gate on it. */
const QUANTITIES: readonly GateQuantity[] = ['false-positive-rate', 'recall', 'recall-difference', 'roc-auc'];

function changeProblems(schema: z.ZodType<Profile>, profile: Profile, rule: FallbackRule, path: readonly (string | number)[]): string[] {
  const { strategy, hardNegativesFirst, ...parts } = rule.change ?? {};
  const strategySchema = schemaAt(schema, ['plan', 'strategies', 0]);
  const problems = [
    ...patchProblems(schema, parts, [...path, 'change']),
    ...(strategy && strategySchema ? patchProblems(strategySchema, strategy, [...path, 'change', 'strategy']) : []),
    ...frozenProblems(rule.change ?? {}, path),
  ];
  if (problems.length > 0) return problems;
  const changed = changeProfile(profile, rule);
  return [...mergedProblems(schema, changed, path, 'with it'), ...providerProblems(profile, changed, path), ...(hardNegativesFirst && !profile.sets.trainingHardNegatives ? [noHardNegatives(path)] : [])];
}

/** A strategy keeps its name, by which it is found; and providers are found once, when the run is resolved. */
function frozenProblems({ strategy, plan, augmentation }: FallbackChange, path: readonly (string | number)[]): string[] {
  const frozen = [
    ...(strategy && 'name' in strategy ? [['strategy.name', strategy['name'], 'Leave it out, or change plan.strategy to take another strategy.'] as const] : []),
    ...(plan && 'llm' in plan ? [['plan.llm', plan['llm'], PROVIDERS_STAY] as const] : []),
    ...(['languageModel', 'backTranslation'] as const).flatMap((key) => (augmentation && key in augmentation ? [[`augmentation.${key}`, augmentation[key], PROVIDERS_STAY] as const] : [])),
  ];
  return frozen.map(([field, value, remedy]) => invalidInput(`${show(path)}.change.${field}`, value, remedy).message);
}

const PROVIDERS_STAY = 'Leave it out: what the providers are is settled when a run starts, and stays.';

function mergedProblems(schema: z.ZodType<Profile>, merged: Profile, path: readonly (string | number)[], when: string): string[] {
  const result = schema.safeParse(merged);
  return result.success ? [] : problemsOf(schema, merged, result.error).map((problem) => `${show(path)}.change: the profile is not valid ${when}: ${problem}`);
}

function providerProblems(before: Profile, after: Profile, path: readonly (string | number)[]): string[] {
  const needs = ({ augmentation: { methods, filters } }: Profile): string[] => [
    ...(Object.keys(methods) as BenignMethod[]).filter((method) => isProvided(method) && (methods[method] ?? 0) > 0),
    ...(filters.judgeLabels ? ['judgeLabels'] : []),
  ];
  const had = needs(before);
  const more = needs(after).filter((each) => !had.includes(each));
  return more.map((each) => invalidInput(`${show(path)}.change.augmentation`, each, 'It needs a provider that the first round does not, and providers are found once: use it from the first round on, or leave it out.').message);
}

const noHardNegatives = (path: readonly (string | number)[]): string =>
  invalidInput(`${show(path)}.change.hardNegativesFirst`, 'failing-categories', 'There are no hard negatives to learn from: name them in sets.trainingHardNegatives, or leave it out.').message;

const show = (path: readonly (string | number)[]): string => path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('');
