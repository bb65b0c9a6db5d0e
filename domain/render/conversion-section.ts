import type { ConversionReport, Flip, ModelFormat } from '../conversion.ts';
import { MODEL_FORMATS } from '../conversion.ts';
import type { LatencyTable } from '../latency-table.ts';
import { calibrationTable } from './calibration-table.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { percent, thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

const NAMES: Readonly<Record<ModelFormat, string>> = { plain: 'plain fp32', fused: 'fused fp32', int8: 'int8' };

/** fp32 against int8: what each file decides, weighs and takes, and where they part, as a section of the report. */
export function conversionSection(report: ConversionReport, latency: LatencyTable | null): string {
  const { rows, threshold, shipped, formats } = report;
  const { benign, malicious } = formats[shipped];
  return [
    `## Conversion

${markdownTable(formatTable(report, latency))}

Decided at the threshold ${threshold.toPrecision(4)} on ${thousands(rows)} tuning rows (${thousands(benign)} benign, ${thousands(malicious)} malicious), which the threshold was placed on: no evidence for a gate.
Flips are decisions other than the plain export's. p50, p95 and p99 are ms on real prompts, batch 1. **${NAMES[shipped]}** ships.`,
    calibration(report),
    leftOut(report),
    flips(report),
    `### Graphs\n\n${markdownTable(graphTable(report))}`,
    `### Largest / mean difference of scores from torch, by tokens\n\n${markdownTable(lengthTable(report))}`,
    report.graph.notes.map(escapeMarkdown).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function calibration({ calibration: report }: ConversionReport): string {
  if (report === undefined) return '';
  return `### Calibration\n\n${report ? `The temperature was fitted on these rows.\n\n${calibrationTable(report)}` : "No temperature ships: scores are the model's own. The tuning slice tells none, or the model is deployed as it is."}`;
}

function formatTable({ shipped, formats }: ConversionReport, latency: LatencyTable | null): string[][] {
  const rows = MODEL_FORMATS.map((format) => {
    const { rocAuc, falsePositiveRate, recall, equivalence, bytes } = formats[format];
    const times = latency?.formats[format] ?? (format === shipped ? latency?.traffic : undefined);
    const ms = times ? [times.p50Ms, times.p95Ms, times.p99Ms].map((each) => each.toFixed(1)) : ['', '', ''];
    const flipped = equivalence.benignToMalicious.length + equivalence.maliciousToBenign.length;
    return [NAMES[format], rocAuc?.toFixed(5) ?? '', rate(falsePositiveRate), rate(recall), `${flipped} (${percent(equivalence.flipRate, 2)})`, (bytes / 1e6).toFixed(1), ...ms];
  });
  return [['file', 'AUC', 'FPR', 'recall', 'flips', 'MB', 'p50', 'p95', 'p99'], ...rows];
}

const rate = (value: number | null): string => (value === null ? '' : percent(value, 2));

/** Which layers stayed fp32, and why. */
function leftOut({ tried, maxFlipRate, graph }: ConversionReport): string {
  if (tried.length < 2) return '';
  const rows = tried.map(({ leftOut: count, bytes, flipRate }) => [String(count), percent(flipRate, 2), (bytes / 1e6).toFixed(1)]);
  const layers = graph.layers.slice(0, tried.at(-1)!.leftOut).map(({ layer, cost }) => [escapeMarkdown(layer), cost.toFixed(4)]);
  return `With every layer in int8, more than ${percent(maxFlipRate, 2)} of the decisions flipped, so the layers that cost most stayed fp32:

${markdownTable([['layers in fp32', 'flips', 'MB'], ...rows])}

${markdownTable([['in fp32', 'mean change of the logits\' difference when it alone is int8'], ...layers])}`;
}

const SHOWN = 10;

function flips({ benignToMalicious, maliciousToBenign, maxAbsoluteDifference, meanAbsoluteDifference }: ConversionReport): string {
  const all = [...benignToMalicious.map((flip) => flipRow('benign → malicious', flip)), ...maliciousToBenign.map((flip) => flipRow('malicious → benign', flip))];
  const counts = `Against the plain export ${benignToMalicious.length} decisions went from benign to malicious and ${maliciousToBenign.length} from malicious to benign; scores moved by ${maxAbsoluteDifference.toFixed(4)} at most and by ${meanAbsoluteDifference.toExponential(1)} on average.`;
  if (all.length === 0) return counts;
  const more = all.length > SHOWN ? `\n\nThe first ${SHOWN} of ${all.length}; all are in report.json.` : '';
  return `${counts}\n\n${markdownTable([['id', 'label', 'decision', 'before', 'after'], ...all.slice(0, SHOWN)])}${more}`;
}

function flipRow(decision: string, { id, label, before, after }: Flip): string[] {
  return [escapeMarkdown(id), label, decision, before.toFixed(4), after.toFixed(4)];
}

function graphTable({ graph: { nodes, ir_version: ir, opsets, embeddings } }: ConversionReport): string[][] {
  const rows = MODEL_FORMATS.map((format) => {
    const { type, bytes = 0 } = embeddings[format] ?? {};
    const opset = Object.entries(opsets[format] ?? {}).map(([domain, version]) => `${escapeMarkdown(domain)} ${version}`).join(', ');
    return [NAMES[format], String(nodes[format] ?? ''), String(ir[format] ?? ''), opset, type === undefined ? '' : `${escapeMarkdown(type)}, ${(bytes / 1e6).toFixed(1)} MB`];
  });
  return [['file', 'nodes', 'IR version', 'opsets', 'word embeddings'], ...rows];
}

function lengthTable({ graph: { ladder } }: ConversionReport): string[][] {
  const lengths = (ladder.plain ?? []).map(({ tokens }) => String(tokens));
  const cell = ({ max, mean }: { readonly max: number; readonly mean: number }): string => `${max.toExponential(1)} / ${mean.toExponential(1)}`;
  return [['file', ...lengths], ...MODEL_FORMATS.map((format) => [NAMES[format], ...(ladder[format] ?? []).map(cell)])];
}
