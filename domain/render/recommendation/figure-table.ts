/** A Markdown table of figures: all but the first column right, and the last where it holds words. Cells are escaped by whoever makes them. */
export function figureTable(head: readonly string[], rows: readonly (readonly string[])[], lastIsWords = false): string {
  return tableOf(head.map((_, index) => (index === 0 || (lastIsWords && index === head.length - 1) ? '---' : '---:')), head, rows);
}

/** A Markdown table of words: every column left. */
export function wordTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return tableOf(head.map(() => '---'), head, rows);
}

function tableOf(rule: readonly string[], head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
