import type { Evidence, EvidenceCut } from '../../evidence/evidence.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { percent, thousands } from '../numbers.ts';
import { markdownTable } from '../table.ts';

/** On what data: every set with its hashes, and how rows for the verdict were set aside. */
export function data({ sets, cut }: Evidence): string {
  if (sets.length === 0) return '';
  const rows = sets.map(({ name, file, source, version, benign, malicious }) => [name, escapeMarkdown(file ?? ''), thousands(benign), thousands(malicious), source === null ? 'held out of the others' : `\`${source.slice(0, 12)}\``, `\`${version.slice(0, 12)}\``]);
  return `## On what data

${markdownTable([['set', 'file', 'honest', 'attacks', 'file hash', 'rows hash'], ...rows])}

Rows that are kept, after checks; all hashes are SHA-256, in full in \`evidence.json\` [stage-chain].${cut ? `\n${cutSentence(cut)}` : ''}`;
}

function cutSentence({ seed, shares, tuning, certification }: EvidenceCut): string {
  return `Near duplicates form groups, and a group is on one side only. By seed ${seed}, ${percent(shares.trafficCertification, 0)} of traffic and ${percent(shares.attacksCertification, 0)} of attacks were set aside for the
verdict (${thousands(certification.benign)} and ${thousands(certification.malicious)} rows, ${thousands(certification.groups)} groups), and ${thousands(tuning.benign)} and ${thousands(tuning.malicious)} rows in ${thousands(tuning.groups)} groups for choices on the way [certification-labels].`;
}
