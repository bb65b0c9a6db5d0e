import type { Certificate } from '../certificate.ts';
import { comparisonTable } from './comparison.ts';
import { markdownTable } from './table.ts';

export interface ModelCardContent {
  readonly packageId: string;
  readonly threshold: number;
  readonly maxTokens: number;
  /** Null for a bootstrapped champion, which no gate was applied to. */
  readonly certificate: Certificate | null;
}

/** The model card that ships with a package: what it is for, how to use it, and what was measured of it. */
export function renderModelCard({ packageId, threshold, maxTokens, certificate }: ModelCardContent): string {
  const evidence = certificate ? measured(certificate) : 'No evidence: this package was bootstrapped from a training set and never certified.';
  return `# Prompt-injection classifier ${packageId.slice(0, 12)}

One text in, benign or malicious out. Malicious means an attempt to inject instructions into, jailbreak, or extract the
hidden prompt of an LLM application; questions about security, role-play and shell commands are benign.

- Package: \`${packageId}\`
- Files: \`model.onnx\`, \`tokenizer.json\`, \`hone.json\` (labels, threshold, token limit, hashes)
- Rule: malicious when the score is at least ${threshold.toFixed(4)}; texts are cut at ${maxTokens} tokens${scores(certificate)}
- Use: \`hone score <folder>\`, or \`loadGuard(folder).score(texts)\`

## Measured

${evidence}

## Limits

Rates hold for traffic and attacks like those of the certification set. Texts longer than ${maxTokens} tokens are judged by
their beginning. Other languages and multi-turn chats are scarce in the data. Scores of the int8 file differ slightly
between processors.
`;
}

function scores(certificate: Certificate | null): string {
  if (!certificate?.calibration) return '';
  return `\n- Scores: the logits are divided by ${certificate.calibration.temperature}; they are probabilities where half of the texts are attacks, too high where fewer are`;
}

function measured(certificate: Certificate): string {
  const { set, gates, look, declaredLooks } = certificate;
  return `${markdownTable(comparisonTable(certificate))}

Certification set \`${set.sha256.slice(0, 12)}\`: ${set.benign} benign and ${set.malicious} malicious rows in ${set.groups} groups; look ${look.number} of ${declaredLooks}.

${gates.map((result) => `- **${result.gate.name}** (${result.gate.effect}): ${result.verdict}. ${result.sentence}`).join('\n')}`;
}
