/**
 * Text of a user as inert Markdown: characters that start markup are escaped, angle brackets and ampersands become
 * entities (Markdown passes HTML through), and line breaks become spaces so that it stays inside its table cell.
 */
export function escapeMarkdown(text: string): string {
  return text
    // Control characters, and bidirectional overrides, which would reorder what stands beside the text.
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~]/g, '\\$&')
    .trim()
    // What starts a heading, list or rule at the head of a line.
    .replace(/^[-+=#]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}
