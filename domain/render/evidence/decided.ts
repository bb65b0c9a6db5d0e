import type { EvidenceDocument, ReleaseMove } from '../../evidence/evidence-document.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { markdownTable } from '../table.ts';
import { waiverLine } from '../waiver.ts';

/** Who put it into service on this evidence, and where a person signs. */
export function decided({ evidence, evidenceHash, release }: EvidenceDocument): string {
  const moves = release.moves.map((move) => `- ${moved(move, evidenceHash)}`);
  const none = release.waitsForApproval ? 'Nobody yet: it waits for approval.' : `Nobody: it is not in service${release.verdict ? ` (the run ended as ${release.verdict})` : ''}.`;
  return `## Who approved

${moves.length > 0 ? moves.join('\n') : none}

## Signature

I have read this document. It is about package \`${evidence.packageId.slice(0, 12)}\` and evidence \`${evidenceHash.slice(0, 12)}\`.

${markdownTable([['name', 'role', 'decision', 'date', 'signature'], ['&nbsp;', '', 'release / do not release', '', ''], ['&nbsp;', '', 'release / do not release', '', '']])}`;
}

function moved({ alias, at, by, reason, evidenceHash: on, waiver }: ReleaseMove, evidenceHash: string): string {
  const evidence = on === evidenceHash ? 'on this evidence' : on === null ? 'on no evidence' : `on other evidence, \`${on.slice(0, 12)}\``;
  return `${escapeMarkdown(by)} made it ${escapeMarkdown(alias)} on ${at.slice(0, 10)} ${evidence}: ${escapeMarkdown(reason)} [package-binding].${waiver ? ` **${escapeMarkdown(waiverLine(waiver))}**` : ''}`;
}
