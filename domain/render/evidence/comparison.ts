import type { Certificate, Regression } from '../../certificate.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import { errorCost, PREVALENCES } from '../../error-cost.ts';
import type { MeasuredAuc, MeasuredSlice } from '../../measurements.ts';
import type { PairedCounts } from '../../statistics/paired-difference.ts';
import { wilsonInterval } from '../../statistics/binomial-bounds.ts';
import { comparisonTable } from '../comparison.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { percent, pValue, thousands } from '../numbers.ts';
import { markdownTable } from '../table.ts';

/** Against the model in service, and what got worse. */
export function comparison({ certificate, champion, measurements }: Evidence): string {
  if (!certificate) return '';
  const { mcnemar, challenger } = certificate;
  const cost = PREVALENCES.map((prevalence) => {
    const { falseAlarms, falseAlarmsRange: { low, high }, missedAttacks } = errorCost(challenger.confusion, prevalence);
    return `${percent(prevalence, 2)} attacks: ${thousands(falseAlarms)} false alarms (${thousands(low)}–${thousands(high)}), ${thousands(missedAttacks)} missed`;
  });
  const measured = Object.values(measurements);
  return `## Against the model in service

Champion ${champion ? `\`${champion.packageId.slice(0, 12)}\`` : ''} at its threshold beside this model, the challenger, at its own, on the same rows; intervals are 95 % Wilson [certificate-figures].

${markdownTable(comparisonTable(certificate))}

Only the champion is right ${thousands(mcnemar.onlyChampionRight)} times, only this model ${thousands(mcnemar.onlyChallengerRight)} times (exact McNemar, p ${pValue(mcnemar.p)}).${worseSlices(certificate)}
In a million prompts, of this model: ${cost.join('; ')}.

### What got worse

${regressions('attacks that the champion caught and this model lets pass', certificate.newlyMissed)}

${regressions('honest prompts that only this model blocks', certificate.newlyBlocked)}${beside(measured.flatMap(({ slices }) => slices), measured.flatMap(({ aucs }) => aucs))}`;
}

function worseSlices({ slices = [] }: Certificate): string {
  const worse = slices.filter(({ onlyChampionRight, onlyChallengerRight, adjustedP }) => onlyChampionRight > onlyChallengerRight && adjustedP < 0.05);
  const named = worse.map(({ source, label, rows, adjustedP }) => `${escapeMarkdown(source)} (${label}, ${thousands(rows)} rows, p ${pValue(adjustedP)})`);
  return slices.length === 0 ? '' : ` By source, ${worse.length === 0 ? 'none is' : `${worse.length} are`} worse beyond chance among ${slices.length} (Holm at 5 %)${worse.length === 0 ? '' : `: ${named.join(', ')}`}.`;
}

const SHOWN = 12;

function regressions(what: string, rows: readonly Regression[]): string {
  if (rows.length === 0) return `No ${what} [certificate-figures].`;
  const ids = rows.slice(0, SHOWN).map(({ id, champion, challenger }) => `${escapeMarkdown(id)} (${champion.toFixed(2)} → ${challenger.toFixed(2)})`);
  return `${thousands(rows.length)} ${what}, by id with both scores: ${ids.join(', ')}${rows.length > SHOWN ? `, and ${rows.length - SHOWN} more in \`evidence.json\`` : ''} [certificate-figures].`;
}

/** Whole sets, and of the slices those that lost most. */
function beside(slices: readonly MeasuredSlice[], aucs: readonly MeasuredAuc[]): string {
  if (slices.length === 0) return '';
  const lost = ({ label, rows }: MeasuredSlice): number => (label === 'malicious' ? rows.onlyChampion - rows.onlyChallenger : rows.onlyChallenger - rows.onlyChampion) / total(rows);
  const whole = slices.filter(({ slice }) => slice === 'all');
  const worst = slices.filter((each) => each.slice !== 'all' && total(each.rows) > 0 && lost(each) > 0).sort((a, b) => lost(b) - lost(a)).slice(0, SHOWN);
  const rows = [...whole, ...worst].map(({ set, slice, label, rows: counts }) => [
    escapeMarkdown(set), escapeMarkdown(slice), label === 'malicious' ? 'attacks caught' : 'honest blocked', rate(counts.both + counts.onlyChampion, total(counts)), rate(counts.both + counts.onlyChallenger, total(counts)),
  ]);
  const areas = aucs.map(({ set, benign, malicious, champion, challenger, difference: { low, high } }) => `${escapeMarkdown(set)} ${champion.toFixed(4)} → ${challenger.toFixed(4)} (${thousands(malicious)} attacks, ${thousands(benign)} honest; difference 95 % ${low.toFixed(4)} to ${high.toFixed(4)})`);
  return `\n\n### Beside those rows

Whole sets, and the ${worst.length} slices that lost most of ${slices.length - whole.length} [evidence-figures].

${markdownTable([['set', 'slice', 'counted', 'champion', 'this model'], ...rows])}${areas.length > 0 ? `\n\nROC-AUC: ${areas.join('; ')}.` : ''}`;
}

function total({ both, onlyChampion, onlyChallenger, neither }: PairedCounts): number {
  return both + onlyChampion + onlyChallenger + neither;
}

function rate(count: number, n: number): string {
  const { low, high } = wilsonInterval(count, n);
  return `${percent(n === 0 ? 0 : count / n, 1)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(1)}–${percent(high, 1)})`;
}
