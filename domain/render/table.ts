/** A table as GitHub Markdown. Bars in cells are escaped, unless they are already. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll(OPEN_BAR, '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  const [header = [], ...body] = rows;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...body.map(line)].join('\n');
}

/** A bar after an even number of backslashes, which escape each other. */
const OPEN_BAR = /(?<=(?:^|[^\\])(?:\\\\)*)\|/g;

/** A table in aligned columns, for a terminal. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => [...(cells[column] ?? '')].length)));
  return rows.map((cells) => cells.map((cell, column) => cell + ' '.repeat(widths[column]! - [...cell].length)).join('  ').trimEnd()).join('\n');
}
