import type { MeasuredShare } from '../statistics/measured-share.ts';
import type { AdaptiveReport, AdaptiveResult, BenignChange, NormaliserEffect, OverallChange, StressReport } from '../stress/stress-report.ts';
import type { PairedDifference } from '../statistics/paired-difference.ts';
import { percent, pValue, thousands } from './numbers.ts';
import { PLOT_FILES } from './plots/augmentation-plots.ts';
import { signedPoints } from './signed-points.ts';
import { markdownTable } from './table.ts';

/** What becomes of both models' decisions under disguise, in other honest writing, without the normaliser, and when an attacker adapts. */
export function stressSection(report: StressReport): string {
  const { chosen, families, overall, middle, benign, normaliser, adaptive } = report;
  const unseen = chosen.unseenAttacks === 0 ? '' : `, ${thousands(chosen.unseenAttacks)} of them of sources that no training saw`;
  return [
    '## Under disguise',
    `${thousands(chosen.attacks)} held-out attacks${unseen}, one of each group, each at the threshold its model ships with. Every disguised attack is compared with its clean twin: ` +
      'the change has the 95 % interval of paired shares (Tango), and p is exact McNemar, adjusted by Holm over the table. Where attacks were disguised for training, it was by these kinds, `out-of-sight` excepted. ' +
      'Nobody checked whether a disguised attack would still work; the certification rows are not touched.',
    ...overall.map(overallLine),
    ...(families.length === 0 ? [] : [`![Attacks caught by family of disguise and severity, champion and challenger](${PLOT_FILES.stressPlot})`]),
    markdownTable([['family', 'severity', 'attacks', ...changeHeads('catches')], ...families.map((change) => [change.change, String(change.severity), thousands(change.n), ...changeCells(change)])]),
    '`out-of-sight` writes words in characters that nobody sees, or moves the attack behind the last token that the models read: what they still catch they catch by what is left. It is in the table, and not in the sums above it.',
    '### Honest prompts, written otherwise',
    `${thousands(chosen.benign)} held-out benign prompts, one of each group. A change that blocks them is over-defence.`,
    markdownTable([['change', 'prompts', ...changeHeads('blocks')], ...benign.map((change) => [change.change, thousands(change.n), ...changeCells(change)])]),
    ...(normaliser ? normaliserPart(normaliser, middle) : []),
    ...adaptivePart(adaptive),
  ].join('\n\n');
}

function overallLine({ severity, rows, attacks, recall, champion, challenger, between }: OverallChange): string {
  return (
    `Severity ${severity}, all families together (${thousands(rows)} rows of ${thousands(attacks)} attacks, which count once each): the challenger catches ${percent(recall.challenger)} (${points(asDifference(challenger))} against clean), ` +
    `the champion ${percent(recall.champion)} (${points(asDifference(champion))}); challenger minus champion ${points(asDifference(between))}.`
  );
}

function asDifference({ mean, low, high }: OverallChange['between']): PairedDifference {
  return { estimate: mean, low, high };
}

function changeHeads(does: string): string[] {
  return [`champion ${does}`, 'change', 'adjusted p', `challenger ${does}`, 'change', 'adjusted p'];
}

function changeCells({ champion, challenger }: BenignChange): string[] {
  return [champion, challenger].flatMap(({ changed, change, adjustedP }) => [share(changed), points(change), pValue(adjustedP)]);
}

function normaliserPart({ normaliser, slices }: NormaliserEffect, middle: number): string[] {
  return [
    '### What the normaliser is for',
    `The challenger as it ships, with \`${normaliser}\` in front of its tokenizer, and the same model without it, on the attacks of severity ${middle}.`,
    markdownTable([
      ['family', 'attacks', 'as it ships', 'without', 'difference', 'p'],
      ...slices.map(({ slice, n, shipped, without, difference, p }) => [slice, thousands(n), share(shipped), share(without), points(difference), pValue(p)]),
    ]),
  ];
}

function adaptivePart({ queries, champion, challenger }: AdaptiveReport): string[] {
  const ids = challenger.outcomes.filter(({ caught, stillCaught }) => caught && !stillCaught).map(({ id }) => `\`${id.replaceAll('`', '')}\``);
  const more = ids.length > SHOWN_IDS ? `, and ${ids.length - SHOWN_IDS} more in the artifact` : '';
  return [
    '### An attacker who adapts',
    `Word by word, the most telling word first, English attacks are rewritten with WordNet's synonyms until the model lets them pass, within ${thousands(queries)} scored texts each (greedy, after TextFooler and PWWS). ` +
      'The attacker sees scores, as few do; and whether the instruction still means the same is not checked by a person, so this counts rewritings, not working attacks.',
    markdownTable([['model', 'attacks', 'caught as they are', 'still caught', 'got past', 'words replaced in those', 'texts scored', 'caught, no word to replace'], adaptiveCells('champion', champion), adaptiveCells('challenger', challenger)]),
    ...(ids.length === 0 ? [] : [`What got past the challenger: ${ids.slice(0, SHOWN_IDS).join(', ')}${more}.`]),
  ];
}

const SHOWN_IDS = 10;

function adaptiveCells(model: string, { attacks, caught, stillCaught, gotPast, replacedShare, queries, withoutSubstitutes }: AdaptiveResult): string[] {
  return [model, thousands(attacks), share(caught), share(stillCaught), thousands(gotPast), replacedShare === null ? '' : percent(replacedShare), thousands(queries), thousands(withoutSubstitutes)];
}

function share({ rate, low, high }: MeasuredShare): string {
  return `${percent(rate)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
}

/** In percentage points, with a sign. */
function points({ estimate, low, high }: PairedDifference): string {
  return `${signedPoints(estimate, 1)} (${signedPoints(low, 1)} to ${signedPoints(high, 1)})`;
}
