import type { FallbackCondition, FallbackRule, FallbackSettings, Profile } from '../profile.ts';
import { changesAnything } from './change-profile.ts';
import type { Failing, RoundEvidence } from './round.ts';

/** Where a run stands between two rounds. `profile` and `evidence` are those of the best round so far: what is changed is the best there is. */
export interface BetweenRounds {
  readonly settings: FallbackSettings;
  readonly profile: Profile;
  readonly evidence: RoundEvidence;
  /** Of every round so far, its training in seconds. */
  readonly trainingSeconds: readonly number[];
  /** Spent on the language model by now, in the currency of the price. */
  readonly money: number;
  /** Names of rules that were taken before. */
  readonly used: ReadonlySet<string>;
  /** Whether the champion's weights are known and the round's began at them. */
  readonly mayMerge: boolean;
}

/** `why` names the evidence that the rule's condition holds on. `ended` says in a sentence why there is no further round. */
export type NextStep = { readonly rule: FallbackRule; readonly why: string } | { readonly ended: string };

/**
 * What the next round changes. None while no gate fails that matters, whatever else a rule may speak of: what passes is not trained again. Otherwise the first
 * rule in order that was not taken before, whose condition holds, that changes something, and whose training the budget has room for.
 */
export function nextRule(between: BetweenRounds): NextStep {
  const { settings, evidence, trainingSeconds, money } = between;
  const failing = evidence.failing.filter((each) => matters(each, settings.rules));
  if (failing.length === 0) return { ended: NOTHING_FAILS };
  if (trainingSeconds.length >= settings.rounds) return { ended: `All ${settings.rounds} ${settings.rounds === 1 ? 'round is' : 'rounds are'} used.` };
  if (settings.money !== undefined && money >= settings.money) return { ended: `The budget of money is used: ${money.toFixed(2)} of ${settings.money.toFixed(2)}.` };
  const open = settings.rules.flatMap((rule) => {
    const why = between.used.has(rule.name) ? undefined : holdsOn(rule, evidence);
    return why !== undefined && helps(rule, between) ? [{ rule, why }] : [];
  });
  const affordable = open.find(({ rule }) => rule.merge || hasRoom(settings, trainingSeconds));
  if (affordable) return affordable;
  if (open.length > 0) return { ended: `The budget of GPU hours has no room for another training: ${hours(sum(trainingSeconds))} of ${settings.gpuHours} h are used, and the longest took ${hours(longest(trainingSeconds))} h.` };
  return { ended: `No rule is left for what fails: ${failing.map(({ gate, set }) => `${gate} on ${set}`).join(', ')}.` };
}

/** Names of the rules that a run has not taken. */
export function rulesLeft({ rules }: FallbackSettings, used: ReadonlySet<string>): string[] {
  return rules.map(({ name }) => name).filter((name) => !used.has(name));
}

const NOTHING_FAILS = 'No gate fails on tuning or test rows, nor elsewhere where a rule asks for it.';

/** Where `unseen` is judged for one gate's sake, another one that fails there is no reason to train again. */
function matters(failing: Failing, rules: readonly FallbackRule[]): boolean {
  return failing.set === 'tuning' || failing.set === 'test' || rules.some(({ when }) => when.some((condition) => speaksOf(condition, failing)));
}

function speaksOf({ gate, on }: FallbackCondition, failing: Failing): boolean {
  return (failing.gate === gate || failing.quantity === gate) && (on === undefined || failing.set === on);
}

/** Nats: about what a training adds to its validation loss by learning rows by heart, several times what the sample's one epoch shows (0.03). */
const OVER_FIT_GAP = 0.1;

function holdsOn({ when }: FallbackRule, evidence: RoundEvidence): string | undefined {
  return when.map((condition) => evidenceOf(condition, evidence)).find((why) => why !== undefined);
}

function evidenceOf(condition: FallbackCondition, { failing, overFit }: RoundEvidence): string | undefined {
  const { gate, gap = OVER_FIT_GAP } = condition;
  if (gate === 'over-fit') return overFit !== null && overFit > gap ? `Over-fit: the loss on validation rows is ${overFit.toFixed(3)} nats above that on training rows, over ${gap}.` : undefined;
  const found = failing.find((each) => speaksOf(condition, each));
  return found && sentenceOf(found);
}

function sentenceOf({ sentence, atDeployedThreshold }: Failing): string {
  return atDeployedThreshold ? `${sentence} (At the champion's threshold; where the limit is kept, attacks are missed.)` : sentence;
}

function helps(rule: FallbackRule, { profile, evidence, mayMerge }: BetweenRounds): boolean {
  return rule.merge ? mayMerge : changesAnything(profile, rule, evidence.failingCategories);
}

function hasRoom({ gpuHours }: FallbackSettings, trainingSeconds: readonly number[]): boolean {
  return gpuHours === undefined || sum(trainingSeconds) + longest(trainingSeconds) <= 3600 * gpuHours;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const longest = (values: readonly number[]): number => Math.max(0, ...values);
const hours = (seconds: number): string => (seconds / 3600).toFixed(2);
