/** A terminal that understands what displays write: text, which it wraps, new lines, `\r`, cursor up and clear to the end. */
export class Screen {
  columns = 120;
  rows = 40;
  /** Everything as it was written. */
  raw = '';
  #lines = [''];
  #at = { line: 0, column: 0 };

  write(text: string): void {
    this.raw += text;
    for (const [token] of text.matchAll(/\u001b\[\d*[A-Z]|[^]/gu)) this.#take(token);
  }

  /** What it shows and has scrolled away, without the empty line that the cursor waits on. */
  get shown(): string[] {
    return this.#lines.at(-1) === '' ? this.#lines.slice(0, -1) : this.#lines;
  }

  /** Wraps what it shows anew. */
  resize(columns: number): void {
    this.columns = columns;
    this.#lines = this.#lines.flatMap((line) => (line === '' ? [''] : (line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [])));
    this.#at = { line: this.#lines.length - 1, column: 0 };
  }

  #take(token: string): void {
    const { line, column } = this.#at;
    if (token === '\r') this.#at.column = 0;
    else if (token === '\n') this.#next();
    else if (token.endsWith('A') && token.length > 1) this.#at.line = Math.max(line - Number(token.slice(2, -1)), this.#lines.length - this.rows, 0);
    else if (token.endsWith('J') && token.length > 1) this.#lines = [...this.#lines.slice(0, line), this.#lines[line]!.slice(0, column)];
    else this.#put(token);
  }

  #put(character: string): void {
    if (this.#at.column === (this.columns || 80)) this.#next();
    const { line, column } = this.#at;
    const before = this.#lines[line]!;
    this.#lines[line] = before.slice(0, column) + character + before.slice(column + 1);
    this.#at.column += 1;
  }

  #next(): void {
    this.#at = { line: this.#at.line + 1, column: 0 };
    this.#lines[this.#at.line] ??= '';
  }
}
