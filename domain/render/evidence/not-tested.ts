import type { Evidence } from '../../evidence/evidence.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { thousands } from '../numbers.ts';

/** What was not tested and why, and what the figures cannot carry. */
export function notTested({ gaps, certificate, package: { maxTokens } }: Evidence): string {
  const open = certificate?.gates.filter(({ gate, verdict }) => gate.effect === 'warns' && verdict !== 'pass') ?? [];
  const limits = [
    `Texts over ${thousands(maxTokens)} tokens are judged by their beginning.`,
    ...(certificate ? [`Labels of the certification rows are taken as right: honest traffic is believed honest, and a wrong label counts as an error of the model or hides one.`] : []),
    ...(certificate ? [`F1 and precision depend on the share of attacks; here it was ${thousands(certificate.set.malicious)} of ${thousands(certificate.set.malicious + certificate.set.benign)} rows.`] : []),
    ...open.map(({ gate, verdict }) => `The gate ${escapeMarkdown(gate.name)} warns only, and its verdict is ${verdict}: it did not stop this release.`),
  ];
  return `## What was not tested

${gaps.map(({ what, why }) => `- **${escapeMarkdown(what)}**: ${why}`).join('\n')}

Known limits [evidence-figures]:

${limits.map((line) => `- ${line}`).join('\n')}`;
}
