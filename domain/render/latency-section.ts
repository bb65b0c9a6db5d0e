import type { LadderStep, LatencyTable } from '../latency-table.ts';
import type { LatencyReport, PackageCosts } from '../ports/guard.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { thousands } from './numbers.ts';
import { markdownTable } from './table.ts';

/** Latency of what ships beside both fp32 files, and what it costs a process, as a section of the report. */
export function latencySection({ cpu, cpuFlags, precision, traffic, ladder, leftOut, costs }: LatencyTable): string {
  const flags = cpuFlags.length > 0 ? ` (${cpuFlags.map(escapeMarkdown).join(', ')})` : '';
  return [
    `## Latency

${precision} on ${escapeMarkdown(cpu)}${flags}, ${traffic.threads} threads, batch 1, tokenisation included. On ${thousands(traffic.samples)} real prompts in their own
length mix: p50 ${traffic.p50Ms.toFixed(1)}, p95 ${traffic.p95Ms.toFixed(1)}, p99 ${traffic.p99Ms.toFixed(1)} ms.`,
    ladder.length > 0 ? markdownTable([['tokens', 'threads', 'plain fp32', 'fused fp32', 'int8', 'int8 against plain (p50)'], ...ladder.map(rung)]) : '',
    ladder.length > 0 ? `Each cell is p50 / p95 / p99 in ms over ${ladder[0]!.int8.samples} calls.${tooLong(leftOut)}` : '',
    costs ? costLines(costs) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function rung({ tokens, threads, plain, fused, int8 }: LadderStep): string[] {
  return [String(tokens), String(threads), ...[plain, fused, int8].map(percentiles), `${(plain.p50Ms / int8.p50Ms).toFixed(1)} ×`];
}

/** `4.0 / 8.1 / 9.9`, in ms. */
export function percentiles({ p50Ms, p95Ms, p99Ms }: LatencyReport): string {
  return [p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1)).join(' / ');
}

function tooLong(leftOut: readonly number[]): string {
  return leftOut.length > 0 ? ` Not measured: ${leftOut.join(', ')} tokens, since the model cuts texts before.` : '';
}

function costLines({ runtime, coldStartMs, emptyBytes, loadedBytes, peakBytes, threads, throughput }: PackageCosts): string {
  const batches = throughput.map(({ batch, textsPerSecond }) => `${thousands(textsPerSecond)} at batch ${batch}`).join(', ');
  return `In a fresh process (${escapeMarkdown(runtime)}, ${threads} threads) the first score came ${thousands(coldStartMs)} ms after the first file was opened. Resident memory:
${megabytes(emptyBytes)} MB before, ${megabytes(loadedBytes)} MB once loaded, ${megabytes(peakBytes)} MB at its peak. Texts a second, of like length together: ${batches}.`;
}

const megabytes = (bytes: number): string => thousands(bytes / 1e6);
