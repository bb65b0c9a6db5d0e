/**
 * A text as a person can judge it: what would drive the terminal, reorder or hide (control and format characters, odd line ends) is
 * written out, as `\u{200b}`. Line breaks stay.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{C}\n]|[\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The beginning of a text, and how many characters (code points) were cut from its end. */
export function beginningOf(text: string, mostCharacters: number, mostLines: number): { readonly shown: string; readonly cut: number } {
  const characters = [...text];
  const lines = text.split('\n').slice(0, mostLines).join('\n');
  const shown = [...lines].slice(0, mostCharacters);
  return { shown: shown.join(''), cut: characters.length - shown.length };
}

/** Lines of at most `columns` characters, broken at blanks where there are any. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => {
    const lines: string[] = [];
    let rest = [...line];
    while (rest.length > columns) {
      const blank = rest.lastIndexOf(' ', columns);
      const end = blank > 0 ? blank : columns;
      lines.push(rest.slice(0, end).join(''));
      rest = rest.slice(blank > 0 ? end + 1 : end);
    }
    return [...lines, rest.join('')];
  });
}
