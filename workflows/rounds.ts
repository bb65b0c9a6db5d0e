import { patched, workflowInfo } from '@temporalio/workflow';
import { changeProfile } from '../domain/fallback/change-profile.ts';
import { chooseRound } from '../domain/fallback/choose-round.ts';
import { nextRule } from '../domain/fallback/next-rule.ts';
import type { NextStep } from '../domain/fallback/next-rule.ts';
import { resultOf, roundsReport, roundsView, takenRules } from '../domain/fallback/rounds-report.ts';
import type { TriedRound } from '../domain/fallback/rounds-report.ts';
import { mergePatch } from '../domain/merge-patch.ts';
import type { FallbackRule, FallbackSettings, Profile } from '../domain/profile.ts';
import { control } from './activities.ts';
import type { Run } from './conduct-run.ts';
import { mergeRound, oneRound } from './one-round.ts';
import type { Round, RoundInputs } from './one-round.ts';

/**
 * Makes a model and, while a fallback rule of the profile applies and its budget lasts, another one with what the rule changes. Answers
 * with the best round, by tuning and test rows; certification rows are not looked at. Without rules: one round.
 */
export async function tryRounds(run: Run, given: RoundInputs): Promise<Round> {
  const settings = run.profile.fallbacks;
  if (!settings || !patched('fallback-rounds')) return oneRound(withoutRules(run), given);

  const log = new RoundLog(run, settings);
  const rounds: Round[] = [];
  log.begin({ round: 1, from: null, rule: null, reason: '', why: '', change: null, merge: null });
  rounds.push(log.end(await oneRound(run, given)));
  for (;;) {
    const best = bestOf(rounds);
    const step = await nextStep(settings, rounds, best, log.tried, given);
    if ('ended' in step) return log.close(best, step.ended);
    const { rule, why } = step;
    const round = rounds.length + 1;
    log.begin({ round, from: best.round, rule: rule.name, reason: rule.reason, why, change: rule.change ?? null, merge: rule.merge ?? null });
    rounds.push(log.end(await turn(run, given, rule, best, round)));
  }
}

/** Runs that were resolved with rules before there were rounds go on as they began. */
function withoutRules(run: Run): Run {
  return { ...run, profile: mergePatch(run.profile, { fallbacks: null }) as Profile };
}

/** The best by its evidence; one that an operator let pass unjudged is what they want to go on with. */
function bestOf(rounds: readonly Round[]): Round {
  const last = rounds.at(-1)!;
  if (last.evidence === null) return last;
  const judged = rounds.flatMap(({ round, evidence }) => (evidence ? [{ round, evidence }] : []));
  return rounds.find(({ round }) => round === chooseRound(judged)?.round) ?? last;
}

async function nextStep(settings: FallbackSettings, rounds: readonly Round[], best: Round, tried: readonly TriedRound[], { champion }: RoundInputs): Promise<NextStep> {
  if (best.evidence === null) return { ended: 'An operator went on without judging this round.' };
  const money = settings.money === undefined ? 0 : (await control.readSpent({ run: workflowInfo().workflowId })).money;
  return nextRule({
    settings,
    profile: best.profile,
    evidence: best.evidence,
    trainingSeconds: rounds.map(({ evidence }) => evidence?.trainingSeconds ?? 0),
    money,
    used: takenRules(tried),
    mayMerge: champion.version.weights !== null && best.profile.train.startFrom === 'champion',
  });
}

/** One more round, on top of the best one. */
function turn(run: Run, given: RoundInputs, rule: FallbackRule, best: Round, round: number): Promise<Round> {
  const profile = changeProfile(best.profile, rule, best.evidence?.failingCategories);
  const turned = { ...run, profile, stages: run.stages.inRound(round) };
  const champion = given.champion.version.weights;
  return rule.merge && champion ? mergeRound(turned, given, best, champion, rule.merge.share, round) : oneRound(turned, given, round);
}

/** What was tried, as the run shows it and as its report keeps it. */
class RoundLog {
  readonly #run: Run;
  readonly #settings: FallbackSettings;
  readonly #tried: TriedRound[] = [];

  constructor(run: Run, settings: FallbackSettings) {
    this.#run = run;
    this.#settings = settings;
  }

  get tried(): readonly TriedRound[] {
    return this.#tried;
  }

  begin(round: Omit<TriedRound, 'evidence'>): void {
    this.#tried.push({ ...round, evidence: null });
    const text = round.rule === null ? undefined : { round: round.round, text: `${round.rule}: ${round.why}` };
    this.#run.state.rounds(roundsView(this.#settings, this.#tried), text);
  }

  end(round: Round): Round {
    const { evidence } = round;
    const begun = this.#tried.pop()!;
    this.#tried.push({ ...begun, evidence });
    this.#run.state.rounds(roundsView(this.#settings, this.#tried), { round: round.round, text: evidence ? resultOf(evidence) : 'not judged' });
    return round;
  }

  /** The chosen round's parts are those of the report, whatever was tried after it. */
  async close(chosen: Round, ended: string): Promise<Round> {
    this.#run.state.rounds(roundsView(this.#settings, this.#tried, { chosen: chosen.round, ended }), { round: chosen.round, text: `goes on. ${ended}` });
    const parts = { ...chosen.parts, rounds: await control.keepRounds(roundsReport(this.#settings, this.#tried, chosen.round, ended)) };
    this.#run.keep(parts);
    return { ...chosen, parts };
  }
}
