import type { EvidenceDocument } from '../evidence/evidence-document.ts';
import { claims } from './evidence/claims.ts';
import { comparison } from './evidence/comparison.ts';
import { data } from './evidence/data.ts';
import { making } from './evidence/making.ts';
import { notTested } from './evidence/not-tested.ts';
import { decided } from './evidence/decided.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/**
 * The document a risk officer could sign, in Markdown: what is claimed, on what data, with what confidence, what got worse, what was not
 * tested, who approved. Each claim ends with the check of `hone verify` that makes it again.
 */
export function renderEvidence(document: EvidenceDocument): string {
  const { evidence, evidenceHash, release } = document;
  const { run, certificate } = evidence;
  const reused = release.run === run.id ? '' : ` Run ${escapeMarkdown(release.run)} took over this result, because nothing that decides it had changed.`;
  return [
    `# Evidence for prompt-injection classifier ${evidence.packageId.slice(0, 12)}`,
    `Package \`${evidence.packageId}\`, made by run ${escapeMarkdown(run.id)} with profile ${escapeMarkdown(run.profile ?? 'unknown')}${certificate ? `, certified ${certificate.look.at.slice(0, 10)}` : ''}.${reused}
This document is \`evidence.json\` in words; its SHA-256 is \`${evidenceHash}\`.
Names in square brackets are checks: \`hone verify ${release.run}\` makes each of them again from the stored rows and scores.`,
    claims(evidence),
    data(evidence),
    making(evidence),
    comparison(evidence),
    notTested(evidence),
    decided(document),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
    .concat('\n');
}
