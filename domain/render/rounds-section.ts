import type { RoundsReport, TriedRound } from '../fallback/rounds-report.ts';
import type { SetFigures, Share } from '../fallback/round.ts';
import type { FallbackSet } from '../profile.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { duration, percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What the run tried by itself: a row a round, why it was begun, which one went on, and what is left to try. */
export function roundsSection(report: RoundsReport): string {
  const { rounds, chosen, choice, ended, left, budget, trainingSeconds } = report;
  const sets = (['tuning', 'test', 'unseen', 'hard-negatives'] as const).filter((set) => rounds.some(({ evidence }) => evidence?.figures.some((figures) => figures.set === set)));
  const header = ['round', 'change', ...sets.map((set) => `${set}: FPR, recall, AUC`), 'gates', 'goes on'];
  const rows = rounds.map((round) => [String(round.round), changeOf(round), ...sets.map((set) => figuresOf(round, set)), standingOf(round), round.round === chosen ? '**yes**' : '']);
  const limits = [`${budget.rounds} rounds`, ...(budget.gpuHours === null ? [] : [`${budget.gpuHours} GPU hours`]), ...(budget.money === null ? [] : [`${budget.money} in the currency of the language model's price`])];
  return [
    '## Rounds',
    markdownTable([header, ...rows]),
    rounds.flatMap((round) => (round.rule === null ? [] : [`* Round ${round.round} changed round ${round.from} by the rule **${escapeMarkdown(round.rule)}**: ${escapeMarkdown(round.reason)} Evidence: ${escapeMarkdown(round.why)}`])).join('\n'),
    `${escapeMarkdown(ended)} Budget: ${limits.join(', ')}; the trainings took ${duration(trainingSeconds)}. Rules not taken: ${left.map(escapeMarkdown).join(', ') || 'none'}.`,
    `How the round that goes on is chosen: ${choice} Rates are at each round's own threshold on scores before conversion; no certification row was looked at.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function changeOf({ rule, change, merge }: TriedRound): string {
  if (merge) return `merge: ${percent(merge.share, 0)} of the weights, the rest the champion's`;
  return change ? escapeMarkdown(leaves(change).join(', ')) : (rule ?? 'the profile as it is');
}

/** `strategy.coverage: 0.75`, for each value of a patch. */
function leaves(patch: object, path = ''): string[] {
  return Object.entries(patch).flatMap(([key, value]: [string, unknown]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? leaves(value, place) : [`${place}: ${JSON.stringify(value)}`];
  });
}

function figuresOf({ evidence }: TriedRound, set: FallbackSet): string {
  const figures = evidence?.figures.find((each) => each.set === set);
  return figures ? [rate(figures.falsePositives), rate(figures.recall), auc(figures)].filter((part) => part !== '').join(', ') : 'not judged';
}

function rate(share: Share | null): string {
  return share ? `${percent(share.count / share.n, 2)} (${thousands(share.count)} of ${thousands(share.n)})` : '–';
}

function auc({ rocAuc }: SetFigures): string {
  return rocAuc === null ? '–' : rocAuc.toFixed(4);
}

function standingOf({ evidence }: TriedRound): string {
  if (!evidence) return 'not judged';
  const failing = evidence.failing.filter((each) => !each.atDeployedThreshold);
  return failing.length === 0 ? 'none fails' : failing.map(({ gate, set, effect }) => `${escapeMarkdown(gate)} on ${set} fails${effect === 'warns' ? ' (warns)' : ''}`).join('; ');
}
