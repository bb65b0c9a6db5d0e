import type { CertificationNeed } from '../../planning/certification-need.ts';
import type { Plan } from '../../planning/plan.ts';
import type { Criterion, CriterionName } from '../../planning/success-criteria.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { limitPercent, percent, thousands } from '../numbers.ts';
import { wordTable } from './figure-table.ts';

/** Launch blockers apart from quality gates, what is expected apart from what was measured, and what proof takes. */
export function successCriteria({ criteria, certification }: Plan): string {
  const of = (kind: Criterion['kind']): string => wordTable(HEAD, criteria.filter((each) => each.kind === kind).map(rowOf));
  return [
    '## Success criteria',
    '',
    'Launch blockers: each must be shown on the file that ships, on prompts nothing was trained or tuned on.',
    '',
    of('launch-blocker'),
    '',
    'Quality gates: they tell how good the model is.',
    '',
    of('quality-gate'),
    ...(certification.length > 0 ? ['', 'What proof takes:', '', ...certification.map(needed)] : []),
  ].join('\n');
}

const HEAD = ['Criterion', 'Limit', 'In this profile', 'Expected', 'Model in service', 'New model'];

function rowOf({ criterion, gate, expected, championMeasured, remark }: Criterion): string[] {
  return [
    NAMES[criterion],
    gate === null ? 'none' : limitText(gate, criterion),
    remark ?? gate?.effect ?? '',
    escapeMarkdown(expected),
    championMeasured === null ? CHAMPION_LATER[criterion] ?? 'measured at certification' : `measured ${percent(championMeasured, 3)}`,
    'not measured yet',
  ];
}

/** False positives are what the champion flags. */
const CHAMPION_LATER: Readonly<Partial<Record<CriterionName, string>>> = { generalisation: 'flags them all' };

const NAMES: Readonly<Record<CriterionName, string>> = {
  'false-positive-rate': 'False-positive rate',
  recall: 'Recall',
  'recall-difference': 'Recall against the model in service',
  'size-bytes': 'Size',
  'latency-p95-ms': 'Latency, p95',
  f1: 'F1',
  'roc-auc': 'ROC-AUC',
  generalisation: 'Generalisation',
};

/** `at most 1 %`: a limit as people write it, by the unit of its quantity. */
function limitText({ direction, limit }: NonNullable<Criterion['gate']>, criterion: CriterionName): string {
  return `${direction === 'at-most' ? 'at most' : 'at least'} ${valueText(limit, criterion)}`;
}

function valueText(value: number, criterion: CriterionName): string {
  switch (criterion) {
    case 'false-positive-rate':
    case 'recall':
    case 'generalisation':
      return limitPercent(value);
    case 'recall-difference':
      return `${Number((value * 100).toPrecision(6))} points`;
    case 'size-bytes':
      return `${Number((value / 1e6).toPrecision(6))} MB`;
    case 'latency-p95-ms':
      return `${value} ms`;
    case 'f1':
    case 'roc-auc':
      return String(value);
  }
}

function needed({ gate, error, confidence, looks, rows, mostErrors, cases }: CertificationNeed): string {
  const [what, errors] = error === 'false-positive' ? ['benign prompts', 'false positives'] : ['attacks', 'misses'];
  const least = cases.find(({ case: name }) => name === 'no-errors')?.rowsNeeded ?? null;
  const others = cases.filter(({ case: name }) => name !== 'no-errors').map(({ errorRate, rowsNeeded, power }) => `${rowsNeeded === null ? 'no number' : thousands(rowsNeeded)} if ${percent(errorRate, 2)} is the true rate${power === null ? '' : ` (those held back then pass with ${percent(power, 0)})`}`);
  const held = rows === null ? 'How many are held back is not known here' : `Held back are ${thousands(rows)}, which pass with at most ${thousands(Math.max(0, mostErrors ?? 0))} ${errors}`;
  return `- ${escapeMarkdown(gate)}, at ${limitPercent(confidence)} confidence (its error divided over ${thousands(looks)} looks): ${least === null ? 'no number of' : thousands(least)} ${what} without any error${others.length > 0 ? `; for an 80 % chance of passing ${others.join(', ')}` : ''}. ${held}.`;
}
