import type { LosoReport, MeasuredRotation, RecipeSummary } from '../loso/loso-report.ts';
import { MOST_RECALL_LOST } from '../loso/loso-report.ts';
import type { Effect } from '../statistics/paired-effect.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { limitPercent, percent, thousands } from './numbers.ts';
import { signedPoints } from './signed-points.ts';
import { markdownTable } from './table.ts';

/** What champion and recipes are worth on sources they never saw, over all rotations and in each. */
export function renderLoso({ limit, rotations, recipes }: LosoReport): string {
  const head = ['Recipe', 'Unseen AUC', 'Difference', 'Unseen recall at the champion\'s rate', 'Difference', `Unseen recall at ${limitPercent(limit)}`, `Unseen FPR at ${limitPercent(limit)}`, `Tuning recall at ${limitPercent(limit)}`, 'Holds'];
  return [
    '## Sources that no model saw',
    `In ${rotations.length === 1 ? 'one rotation' : `${thousands(rotations.length)} rotations`} a few sources of both labels were left out of everything; a champion, and from it a challenger by each recipe, was trained without them and measured on them. ` +
      'Means over the rotations; differences are challenger minus champion, in points, with 95 % intervals over groups of rows. They hold what the sample of rows leaves open, not how another seed would train. ' +
      `*The champion's rate* is its false-positive rate on the tuning slice as it is deployed; ${limitPercent(limit)} is where a shipped threshold aims, there too. ` +
      `A recipe *holds* when the unseen area rises beyond doubt and unseen recall at the champion's rate falls by at most ${thousands(100 * MOST_RECALL_LOST)} point. The certification sets are not touched.`,
    markdownTable([head, ...recipes.map(recipeCells)]),
    ...rotations.map(rotationSection),
  ].join('\n\n');
}

function recipeCells({ name, auc, recall, atLimit, holds }: RecipeSummary): string[] {
  return [
    escapeMarkdown(name),
    `${auc.champion.toFixed(3)} → ${auc.challenger.toFixed(3)}`,
    points(auc.difference),
    `${percent(recall.champion, 1)} → ${percent(recall.challenger, 1)}`,
    points(recall.difference),
    percent(atLimit.recall, 1),
    percent(atLimit.falsePositiveRate, 1),
    percent(atLimit.tuningRecall, 1),
    holds ? 'yes' : 'no',
  ];
}

function rotationSection({ name, benign, malicious, rows, learned, falsePositives, championRate, champion, recipes }: MeasuredRotation): string {
  const head = ['Model', 'Rows trained on', 'Unseen AUC', 'Difference', 'Unseen recall', 'Difference', 'Unseen FPR', 'Unseen recall at the limit', 'Unseen FPR at the limit'];
  const before = ['champion', thousands(learned), champion.auc.toFixed(3), '', percent(champion.atChampionRate.recall, 1), '', percent(champion.atChampionRate.falsePositiveRate, 1), percent(champion.atLimit.recall, 1), percent(champion.atLimit.falsePositiveRate, 1)];
  const after = recipes.map((recipe) => [
    escapeMarkdown(recipe.name),
    thousands(recipe.trainedRows),
    recipe.auc.toFixed(3),
    points(recipe.aucDifference),
    percent(recipe.atChampionRate.recall, 1),
    points(recipe.recallDifference),
    percent(recipe.atChampionRate.falsePositiveRate, 1),
    percent(recipe.atLimit.recall, 1),
    percent(recipe.atLimit.falsePositiveRate, 1),
  ]);
  return `### ${escapeMarkdown(name)}

Left out: ${list(benign)} (${thousands(rows.unseenBenign)} benign rows) and ${list(malicious)} (${thousands(rows.unseenAttacks)} attacks). The champion flags ${percent(championRate, 2)}
of ${thousands(rows.tuningBenign)} benign tuning prompts and had ${thousands(falsePositives)} groups of false positives to learn from.

${markdownTable([head, before, ...after])}`;
}

function list(sources: readonly string[]): string {
  return sources.map((source) => escapeMarkdown(source)).join(', ');
}

function points({ mean, low, high }: Effect): string {
  return `${signedPoints(mean, 1)} (${signedPoints(low, 1)} to ${signedPoints(high, 1)})`;
}
