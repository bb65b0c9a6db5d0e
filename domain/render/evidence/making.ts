import type { Evidence, EvidenceThreshold, EvidenceTraining } from '../../evidence/evidence.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { limitPercent, percent, thousands } from '../numbers.ts';

/** How the model was made: what it learned from, where its threshold comes from, what conversion changed, how fast it is and where. */
export function making({ trainings, merge, rounds, threshold, conversion, latency, package: made }: Evidence): string {
  const shipped = trainings.findLast(({ ships }) => ships);
  const lines = [
    ...(rounds ? [`The run tried ${rounds.tried.length} rounds by itself and took round ${rounds.chosen}, chosen on tuning and test rows: ${escapeMarkdown(rounds.ended)} [evidence-figures].`] : []),
    ...(shipped ? [trained(shipped)] : []),
    ...(merge ? [`Its weights lie between two models, a share of ${merge.share} of the second: \`${merge.first.slice(0, 12)}\` and \`${merge.second.slice(0, 12)}\` [evidence-figures].`] : []),
    ...(threshold ? [placed(threshold)] : []),
    ...(conversion
      ? [`Conversion to ${made.precision ?? 'ONNX'} changed ${percent(conversion.flipRate, 2)} of the decisions on ${thousands(conversion.rows)} rows (${conversion.benignToMalicious} honest prompts to blocked, ${conversion.maliciousToBenign} attacks to passed; ${percent(conversion.maxFlipRate, 2)} were allowed) [evidence-figures].`]
      : []),
    ...(latency
      ? [`Latency on ${escapeMarkdown(latency.cpu)}, ${latency.traffic.threads} threads: half of ${thousands(latency.traffic.samples)} prompts within ${latency.traffic.p50Ms.toFixed(1)} ms, 95 % within ${latency.traffic.p95Ms.toFixed(1)} ms; another machine gives other figures [evidence-figures].`]
      : []),
  ];
  return lines.length === 0 ? '' : `## How it was made\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function trained({ base, startedFrom, train, validation, seed, trainer, weights }: EvidenceTraining): string {
  const origins = Object.entries(train.origins).map(([origin, count]) => `${thousands(count)} ${origin}`);
  const from = startedFrom === null ? `from ${escapeMarkdown(base)}` : `from the champion's weights \`${startedFrom.slice(0, 12)}\` (base ${escapeMarkdown(base)})`;
  return `Trained ${from} on ${thousands(train.rows)} rows${origins.length > 0 ? ` (${escapeMarkdown(origins.join(', '))})` : ''}, watched on ${thousands(validation.rows)}; seed ${seed}, trainer \`${(trainer ?? 'unknown').slice(0, 12)}\`, weights \`${weights.slice(0, 12)}\` [stage-chain, group-leak].`;
}

function placed(threshold: EvidenceThreshold): string {
  if (threshold.rule === 'fixed') return `The threshold ${threshold.value} was set, not fitted [threshold-provenance].`;
  const { value, benign, groups, aim, limit, delta } = threshold;
  return `The threshold ${value.toFixed(6)} was placed on ${thousands(benign)} honest tuning prompts in ${thousands(groups)} groups, by the Neyman–Pearson order statistic: its true false-positive rate is over ${limitPercent(aim * limit)} with a probability of at most ${percent(delta, 0)} [threshold-provenance].`;
}
