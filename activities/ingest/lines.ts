import { invalidInput } from '../../domain/errors.ts';

/**
 * The lines of a UTF-8 stream without their ends, those of a chunk at once. A line ends at LF or CRLF only: U+2028 and
 * U+2029, at which Node's readline would cut, may stand in JSON. Bytes that are not UTF-8 come as U+FFFD.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, { uri, field }: { readonly uri: string; readonly field: string }): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) throw invalidInput(`${field}.uri`, uri, 'A line is longer than 16 million characters; write one JSON object a line.');
    yield lines.map(withoutReturn);
  }
  rest += decoder.decode();
  if (rest !== '') yield [withoutReturn(rest)];
}

const LONGEST_LINE = 16_000_000;

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
