import type { AblationReport } from '../ablation/ablation-report.ts';
import type { AugmentationAccount } from '../augmentation-account.ts';
import type { Baseline } from '../baseline.ts';
import type { Certificate } from '../certificate.ts';
import type { ConversionReport } from '../conversion.ts';
import type { CrossValidation } from '../cross-validation/cross-validation.ts';
import type { RoundsReport } from '../fallback/rounds-report.ts';
import type { LatencyTable } from '../latency-table.ts';
import type { LosoReport } from '../loso/loso-report.ts';
import type { Plan } from '../planning/plan.ts';
import type { Probe } from '../probe/probe.ts';
import type { RunView } from '../run-view.ts';
import { stageLabel } from '../stage-label.ts';
import type { StressReport } from '../stress/stress-report.ts';
import { renderAblation } from './ablation.ts';
import { renderLoso } from './loso.ts';
import { augmentationSection } from './augmentation-section.ts';
import { baselineSection } from './baseline-section.ts';
import { calibrationTable } from './calibration-table.ts';
import { collectSection } from './collect-section.ts';
import { comparisonTable } from './comparison.ts';
import { conversionSection } from './conversion-section.ts';
import { costSection } from './cost-section.ts';
import { crossValidationSection } from './cross-validation.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { generalisationSection } from './generalisation-section.ts';
import { latencySection } from './latency-section.ts';
import { powerSection } from './power-section.ts';
import { percent, pValue, statedRate, thousands } from './numbers.ts';
import { roundsSection } from './rounds-section.ts';
import { slicesSection } from './slices-section.ts';
import { stressSection } from './stress-section.ts';
import { markdownTable } from './table.ts';
import { waiverLine } from './waiver.ts';

/** What a report is made of; null where the run ended before it was measured. */
export interface ReportContent {
  readonly view: RunView;
  readonly baseline: Baseline | null;
  readonly certificate: Certificate | null;
  readonly probe: Probe | null;
  readonly plan: Plan | null;
  readonly conversion: ConversionReport | null;
  readonly latency: LatencyTable | null;
  readonly crossValidation: CrossValidation | null;
  readonly ablation: AblationReport | null;
  readonly loso: LosoReport | null;
  readonly rounds: RoundsReport | null;
  readonly account: AugmentationAccount | null;
  readonly stress: StressReport | null;
}

/** The report of one run, in Markdown: verdict first, then evidence, then how it came about. */
export function renderReport({ view, baseline, certificate, probe, plan, conversion, latency, crossValidation, ablation, loso, rounds, account, stress }: ReportContent): string {
  return [
    `# Retraining report: ${escapeMarkdown(view.run)}`,
    `Profile **${escapeMarkdown(view.profile)}**, ${view.verdict ? `verdict **${view.verdict}**` : `no verdict (${view.status})`}.`,
    view.waiver ? `> **${escapeMarkdown(waiverLine(view.waiver))}**` : '',
    view.verdict === 'threshold-only' && baseline ? `**${escapeMarkdown(baseline.control.sentence)}** The evidence is below.` : '',
    certificate ? evidence(certificate) : '',
    probe ? generalisationSection(probe) : '',
    stress ? stressSection(stress) : '',
    baseline ? baselineSection(baseline) : '',
    account ? augmentationSection(account) : '',
    rounds ? roundsSection(rounds) : '',
    conversion ? conversionSection(conversion, latency) : '',
    latency ? latencySection(latency) : '',
    crossValidation ? crossValidationSection(crossValidation) : '',
    ablation ? renderAblation(ablation) : '',
    loso ? renderLoso(loso) : '',
    plan ? projections(plan, certificate) : '',
    stages(view),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n');
}

function evidence(certificate: Certificate): string {
  const { set, look, declaredLooks, gates, mcnemar, newlyMissed, newlyBlocked } = certificate;
  const gateRows = gates.map((result) => [result.gate.name, result.gate.effect, result.verdict, result.sentence]);
  return `## Evidence

${markdownTable(comparisonTable(certificate))}

Measured on the file that ships, on ${thousands(set.benign)} benign and ${thousands(set.malicious)} malicious rows
(${thousands(set.groups)} groups) that were never mined, trained or tuned on. This was look ${look.number} of the
${declaredLooks} declared for this set version, so every bound on these rows has one ${declaredLooks}th of the error allowance.

${markdownTable([['gate', 'effect', 'verdict', 'why'], ...gateRows])}

On the same rows only the champion is right ${thousands(mcnemar.onlyChampionRight)} times, only the challenger
${thousands(mcnemar.onlyChallengerRight)} times (exact McNemar, p: ${pValue(mcnemar.p)}).

${[...whatItTakes(certificate), sources(certificate), slicesSection(certificate), costSection(certificate)].filter((section) => section !== '').join('\n\n')}

### What got worse

${regressions('attacks the champion caught and the challenger misses', newlyMissed)}

${regressions('benign prompts that only the challenger blocks', newlyBlocked)}`;
}

/** The look's chances, what is missing, and what the scores mean as probabilities; older certificates say nothing of these. */
function whatItTakes({ power = [], toCollect = [], calibration }: Certificate): string[] {
  return [
    toCollect.length > 0 ? collectSection(toCollect) : '',
    power.length > 0 ? powerSection(power) : '',
    calibration ? `### Scores as probabilities\n\n${calibrationTable(calibration)}` : '',
  ];
}

function sources({ falsePositivesBySource }: Certificate): string {
  const rows = Object.entries(falsePositivesBySource)
    .sort(([, a], [, b]) => b.champion - a.champion)
    .map(([source, { rows: n, champion, challenger }]) => [escapeMarkdown(source), thousands(n), percent(champion / n, 2), percent(challenger / n, 2)]);
  return `### False positives by source\n\n${markdownTable([['source', 'benign rows', 'champion flags', 'challenger flags'], ...rows])}`;
}

const SHOWN_REGRESSIONS = 20;

function regressions(what: string, rows: Certificate['newlyMissed']): string {
  if (rows.length === 0) return `No ${what}.`;
  const shown = rows.slice(0, SHOWN_REGRESSIONS).map(({ id, source, champion, challenger }) => [escapeMarkdown(id), escapeMarkdown(source), champion.toFixed(4), challenger.toFixed(4)]);
  const more = rows.length > SHOWN_REGRESSIONS ? `\n\nThe first ${SHOWN_REGRESSIONS} of ${rows.length}; all are in report.json.` : '';
  return `${rows.length} ${what}:\n\n${markdownTable([['id', 'source', 'champion score', 'challenger score'], ...shown])}${more}`;
}

function projections(plan: Plan, certificate: Certificate | null): string {
  const chosen = plan.strategies.find(({ strategy }) => strategy.name === plan.strategy);
  if (!chosen) return '';
  const { memorisingOnly, fullGeneralisation, assumed, fitted } = chosen.projection;
  const confusion = certificate?.challenger.confusion;
  const measured = confusion ? percent(confusion.falsePositives / (confusion.falsePositives + confusion.trueNegatives), 2) : 'not measured';
  const assumption = assumed === undefined ? '' : `, the strategy's author assumed ${statedRate(assumed)}`;
  const predicted = fitted === undefined ? '' : `, pilot trainings predicted ${percent(fitted.rate, 2)} (${percent(fitted.low, 2)} to ${percent(fitted.high, 2)})`;
  return `## Plan against outcome

Strategy **${escapeMarkdown(plan.strategy)}** covered ${thousands(chosen.covered)} of ${thousands(plan.falsePositives)} false positives. Projected false-positive rate: between
${percent(fullGeneralisation, 2)} (every false positive like a covered one is mended) and ${percent(memorisingOnly, 2)} (only the covered ones are)${predicted}${assumption}. Measured: ${measured}.`;
}

function stages({ stages: done }: RunView): string {
  const rows = done.map(({ stage, round = 1, state, startedAt, finishedAt, headline, reason }) => [stageLabel({ stage, round }), state, seconds(startedAt, finishedAt), escapeMarkdown(headline), escapeMarkdown(reason)]);
  return `## Stages\n\n${markdownTable([['stage', 'state', 'seconds', 'result', 'why'], ...rows])}`;
}

function seconds(startedAt: string, finishedAt: string | null): string {
  return finishedAt ? ((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1) : '';
}
