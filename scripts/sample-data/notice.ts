import type { Sample } from './choose-rows.ts';

/** NOTICE.md: for each source in the sample its repository, commit, files and licence, as the source folder's README states. */
export function noticeOf(sample: Sample, sourceReadme: string): string {
  const present = new Set(Object.values(sample.files).flatMap((rows) => rows.map((row) => row.source)));
  const table = sourceTable(sourceReadme);
  const sections = [...present].sort().map((source) => {
    const entry = table.get(source);
    if (!entry) throw new Error(`${source}: the source README does not state a repository and a licence; it cannot be shipped.`);
    const links = entry.repository.replaceAll('`', '');
    return `## ${source}\n\n- repository: https://github.com/${links}\n- commit: ${entry.commit}\n- files: ${entry.files}\n- licence: ${entry.licence}\n`;
  });
  return `${HEAD}\n${sections.join('\n')}`;
}

const HEAD = `# Licences of the sample prompts

Every prompt in this folder is another author's text, used under the licence of its source. Only sources under MIT,
Apache-2.0, CC0 or CC BY are here. Changes made: a choice of rows; Unicode normalisation (NFC); a label and a category
beside each text; texts put together out of parts of a source where the category ends in \`-assembled\`. The licences
are at https://opensource.org/license/mit, https://www.apache.org/licenses/LICENSE-2.0,
https://creativecommons.org/publicdomain/zero/1.0/, https://creativecommons.org/licenses/by/3.0/ and
https://creativecommons.org/licenses/by/4.0/; the copyright lines are in the repositories at the commits named.
The authors do not endorse this use. Many of the prompts are attacks, and some are offensive: they are here to be recognised.
`;

interface SourceEntry {
  readonly repository: string;
  readonly commit: string;
  readonly files: string;
  readonly licence: string;
}

/** The table whose header begins with "| source | repository |". */
function sourceTable(readme: string): Map<string, SourceEntry> {
  const lines = readme.split('\n');
  const header = lines.findIndex((line) => line.startsWith('| source | repository |'));
  if (header < 0) throw new Error('The source README has no table that begins with "| source | repository |".');
  const entries = new Map<string, SourceEntry>();
  for (const line of lines.slice(header + 2)) {
    if (!line.startsWith('|')) break;
    const [source, repository, commit, files, licence] = line.split('|').slice(1).map((cell) => cell.trim());
    entries.set(source!, { repository: repository!, commit: commit!, files: files!, licence: licence! });
  }
  return entries;
}
