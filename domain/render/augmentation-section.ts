import type { AccountedMethod, AugmentationAccount, MethodCounts } from '../augmentation-account.ts';
import type { BatchAccounts } from '../batch-accounts.ts';
import type { MeasuredShare } from '../statistics/measured-share.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { percent, price, thousands } from './numbers.ts';
import { augmentationPlots, PLOT_FILES } from './plots/augmentation-plots.ts';
import { markdownTable } from './table.ts';

/** What each augmentation method made, why the rest was dropped, what still fools the champion, how varied it is, and what it cost. */
export function augmentationSection(account: AugmentationAccount): string {
  const plots = augmentationPlots(account);
  const shown = (name: keyof typeof plots, alt: string): string[] => (plots[name] ? [`![${alt}](${PLOT_FILES[name]})`] : []);
  return [
    '## Augmentation',
    totals(account),
    ...account.unavailable.map(({ method, count, reason }) => `**${escapeMarkdown(method)}** was not available, and the others made its ${thousands(count)} variations: ${escapeMarkdown(reason)}`),
    ...(account.batched ? [batches(account.batched)] : []),
    made(account),
    ...shown('keptPlot', 'Kept and dropped variations by method'),
    '### What still fools the champion',
    `At its threshold, one variation each of at most ${thousands(account.samples.scored)} sources of a method: what fools no one teaches little.`,
    fooled(account),
    ...shown('fooledPlot', 'Share of variations that the champion gets wrong, by method'),
    '### Variety',
    `Over one variation each of at most ${thousands(account.samples.texts)} sources of a method; cosines over at most ${thousands(account.samples.embeddedSources)} sources with up to ${account.samples.embeddedPerMethod} variations of each method. ` +
      'Distinct-n: higher is more varied. Self-BLEU: lower is. Cosine to the source: the meaning kept; between variations of one source: lower is more varied. ' +
      'Fingerprint: how well variations are told from their sources by their characters, 0.5 not at all, 1 always.',
    variety(account),
  ].join('\n\n');
}

function totals({ benign, benignSources, malicious, maliciousSources, fewestPerFalsePositive, sameTextFromOtherSource }: AugmentationAccount): string {
  const repeated = sameTextFromOtherSource === 0 ? '' : ` Left out because another source had given the same text: ${thousands(sameTextFromOtherSource)}.`;
  return `${thousands(benign)} variations of ${thousands(benignSources)} false positives, at least ${thousands(fewestPerFalsePositive)} each, and ${thousands(malicious)} of ${thousands(maliciousSources)} attacks.${repeated}`;
}

function batches(batched: BatchAccounts): string {
  if (batched.mode === 'direct') return `The profile asks in batches, and the calls were made one by one: ${escapeMarkdown(batched.reason)}`;
  const failures = (batched.failures ?? []).map((reason) => ` A batch failed: ${escapeMarkdown(reason)}.`).join('');
  return `Asked in batches: ${thousands(batched.answers)} of ${thousands(batched.requests)} calls answered in ${thousands(batched.batches)} batches, the others one by one.${failures}`;
}

function made({ methods, currency }: AugmentationAccount): string {
  const rows = Object.entries(methods).map(([method, counts]) => [escapeMarkdown(method), thousands(counts.made), thousands(counts.kept), reasons(counts), cost(counts, currency)]);
  return markdownTable([['method', 'made', 'kept', 'why not kept', 'cost of a kept one'], ...rows]);
}

function reasons({ dropped, failed = {} }: MethodCounts): string {
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
      .map(([reason, count]) => `${escapeMarkdown(reason)} ${thousands(count)}`)
      .join(', ');
  const notMade = listed(failed);
  return [listed(dropped), notMade && `not made: ${notMade}`].filter((part) => part !== '').join('; ');
}

function cost({ costPerKept, spent }: AccountedMethod, currency: string | null): string {
  if (!spent) return 'nothing';
  const all = `${price(spent.money, currency ?? '')} in ${thousands(spent.calls)} calls`;
  return costPerKept === null ? `${all}, none kept` : `${money(costPerKept, currency)} (${all})`;
}

/** A variation costs a fraction of a cent: two significant digits. */
function money(amount: number, currency: string | null): string {
  return `${amount >= 0.01 || amount === 0 ? amount.toFixed(3) : amount.toPrecision(2)} ${currency ?? ''}`.trim();
}

function fooled({ methods, originals }: AugmentationAccount): string {
  const rows = [...Object.entries(methods), ['their sources', originals] as const].map(([name, of]) => [escapeMarkdown(name), share(of.fooled.benign), share(of.fooled.malicious)]);
  return markdownTable([['method', 'benign ones it flags', 'attacks it misses'], ...rows]);
}

function share(measured: MeasuredShare | undefined): string {
  if (!measured) return '';
  const { count, n, rate, low, high } = measured;
  return `${percent(rate)} (${thousands(count)} of ${thousands(n)}; ${(100 * low).toFixed(1)}–${percent(high)})`;
}

function variety({ methods, originals }: AugmentationAccount): string {
  const texts = ({ diversity }: Pick<AccountedMethod, 'diversity'>): string[] =>
    diversity.texts === 0 ? ['0', '', '', ''] : [thousands(diversity.texts), diversity.distinct1.toFixed(3), diversity.distinct2.toFixed(3), decimals(diversity.selfBleu)];
  const rows = Object.entries(methods).map(([method, of]) => [escapeMarkdown(method), ...texts(of), cosine(of.similarity?.toSource, of.similarity?.variations), cosine(of.similarity?.betweenVariations, of.similarity?.pairs), fingerprint(of)]);
  const head = ['method', 'texts', 'distinct-1', 'distinct-2', 'self-BLEU', 'cosine to source (texts)', 'between variations (pairs)', 'fingerprint AUC'];
  return markdownTable([head, ...rows, ['their sources', ...texts(originals), '', '', '']]);
}

function decimals(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toFixed(3);
}

function cosine(value: number | null | undefined, n: number | undefined): string {
  return value === null || value === undefined ? '' : `${decimals(value)} (${thousands(n ?? 0)})`;
}

function fingerprint({ fingerprint: found }: AccountedMethod): string {
  return found ? `${found.auc.toFixed(2)} (${found.low.toFixed(2)}–${found.high.toFixed(2)})` : 'too few';
}
