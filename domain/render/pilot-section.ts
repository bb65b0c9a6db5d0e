import { FEWEST_PILOTS } from '../planning/pilot-curve.ts';
import type { FittedRate, PilotCurve } from '../planning/pilot-curve.ts';
import type { Plan, PlanPilots } from '../planning/plan.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { limitPercent, percent, rateBeside, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** What the pilots measured, the curve through it, and the cheapest strategy it expects to pass; nothing for a plan without pilots. */
export function renderPilots(plan: Plan): string {
  const { pilots } = plan;
  if (!pilots) return '';
  return ['## Pilots: measured', measured(pilots), '## Pilots: projected, not measured', projected(plan, pilots)].join('\n\n');
}

function measured({ champion, replayRows, pilots }: PlanPilots): string {
  const rows = pilots.map(({ coverage, covered, variations, trainedRows, atChampionRecall: kept, atDeployedThreshold: deployed }) => [
    covered === 0 ? 'none: old rows alone' : `${thousands(covered)} (${percent(coverage, 0)})`,
    String(variations),
    thousands(trainedRows),
    share(kept.falsePositives),
    share(deployed.falsePositives),
    share(deployed.recall),
    share(kept.heldOut),
  ]);
  const head = ['Covered', 'Variations of each', 'Rows', 'False-positive rate at the champion\'s recall', '… at its threshold', 'Recall at its threshold', 'Held-out false positives still flagged'];
  return [
    `Short trainings on up to ${thousands(replayRows)} old rows and what is covered, each with its count and 95 % interval, all on the tuning slice. ` +
      `The champion there: false-positive rate ${share(champion.falsePositives)}, recall ${share(champion.recall)} at threshold ${champion.threshold.toFixed(4)}. ` +
      'Rates are compared where a pilot catches as many attacks as the champion, because a retrained model is shipped with a threshold of its own; held-out false positives, which no pilot is trained on, are judged there too.',
    markdownTable([head, ...rows]),
  ].join('\n\n');
}

function projected({ strategies, falsePositiveRateLimit: limit }: Plan, { curve, cheapest, pilots }: PlanPilots): string {
  if (!curve) return `No curve is fitted: it takes ${FEWEST_PILOTS} pilots that differ, there are ${pilots.length}. Mine more false positives, or give more coverages.`;
  const rows = strategies.map(({ strategy, covered, rowsAdded, projection: { fitted } }) => [
    escapeMarkdown(strategy.name),
    `${thousands(covered)} × ${strategy.variationsPerFalsePositive}`,
    thousands(rowsAdded),
    ...(fitted ? [rateBeside(fitted.rate, limit), `${rateBeside(fitted.low, limit).replace(' %', '')}–${rateBeside(fitted.high, limit)}`, reach(fitted)] : ['–', '–', 'no pilot had any variations']),
  ]);
  return [
    equation(curve),
    markdownTable([['Strategy', 'Covered × variations', 'Rows added', 'Fitted rate', '95 % interval', 'Reach'], ...rows]),
    conclusion(cheapest, limit),
    'Hard negatives, malicious augmentation and the length of the whole training are not in the curve; the certification set decides.',
  ].join('\n\n');
}

/** The fit in one sentence. */
function equation({ intercept, covered, variations, points, degreesOfFreedom, residualDeviation }: PilotCurve): string {
  const term = (slope: number | null, name: string): string => (slope === null ? '' : ` ${slope < 0 ? '−' : '+'} ${Math.abs(slope).toFixed(3)} · ln(1 + ${name})`);
  const twice = covered === null ? '' : `; covering twice as many multiplies the rate by about ${(2 ** covered).toFixed(2)}`;
  const missing = [...(covered === null ? ['coverage'] : []), ...(variations === null ? ['variations'] : [])];
  const left = missing.length === 0 ? '' : `. The pilots could not tell the effect of ${missing.join(' and ')}, which is left out`;
  return (
    `ln(rate) = ${intercept.toFixed(3).replace('-', '−')}${term(covered, 'covered')}${term(variations, 'variations')}, by least squares over ${points} pilots ` +
    `(residual deviation ${residualDeviation.toFixed(3)}, ${degreesOfFreedom} degrees of freedom)${twice}${left}. The interval is that of one more training, and holds what the tuning slice leaves open.`
  );
}

function conclusion(cheapest: PlanPilots['cheapest'], limit: number): string {
  if (!cheapest) return 'No strategy lies within reach of the pilots.';
  const name = `**${escapeMarkdown(cheapest.strategy)}**`;
  const points = `${(100 * Math.abs(cheapest.margin)).toFixed(2)} points`;
  return cheapest.passes
    ? `Cheapest strategy expected to pass: ${name}. It adds the fewest rows of those whose whole interval lies under ${limitPercent(limit)}; the upper end is ${points} below.`
    : `No strategy is expected to pass: ${name} comes closest, and the upper end of its interval lies ${points} over ${limitPercent(limit)}.`;
}

function reach({ extrapolation }: FittedRate): string {
  return extrapolation === 1 ? 'within the pilots' : `extrapolated ${extrapolation.toFixed(1)} times beyond the largest pilot`;
}

function share({ count, n, rate, low, high }: MeasuredShare): string {
  return n === 0 ? 'none to ask' : `${percent(rate, 2)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(2)}–${percent(high, 2)})`;
}
