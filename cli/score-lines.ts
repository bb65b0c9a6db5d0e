import { createInterface } from 'node:readline';
import { invalidInput } from '../domain/errors.ts';
import type { HoneError } from '../domain/errors.ts';
import type { Guard } from '../domain/ports/guard.ts';
import { reasonOf } from '../adapters/file-fault.ts';

/** A stream of lines; `name` is what errors call it. */
export interface LineSource {
  readonly name: string;
  readonly stream: NodeJS.ReadableStream;
}

export interface ScoredLine {
  /** The line's other fields; none for plain text. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly score: number;
  readonly label: 'benign' | 'malicious';
}

export interface ScoreLinesOptions {
  readonly jsonl: boolean;
  readonly threshold: number;
  /** Hears the lines scored so far, at most once a second. */
  readonly onProgress?: (done: number) => void;
}

type Line = Pick<ScoredLine, 'fields' | 'text'>;

/**
 * Scores given texts, or the lines of streams, a window at a time and in order; `take` gets each window's. Memory holds one window, however
 * long the input is. Empty lines are left out. @throws HoneError HONE_INVALID_INPUT naming the line, never its words.
 */
export async function scoreLines(guard: Pick<Guard, 'score'>, from: readonly string[] | readonly LineSource[], { jsonl, threshold, onProgress = () => undefined }: ScoreLinesOptions, take: (scored: readonly ScoredLine[]) => Promise<void>): Promise<number> {
  let [done, told] = [0, Date.now()];
  for await (const window of windows(linesOf(from, jsonl))) {
    const scores = await guard.score(window.map(({ text }) => text));
    await take(window.map((line, index) => ({ ...line, score: scores[index]!, label: scores[index]! >= threshold ? 'malicious' : 'benign' })));
    done += window.length;
    if (Date.now() - told < 1000) continue;
    told = Date.now();
    onProgress(done);
  }
  return done;
}

/** Enough texts to keep every thread busy. */
const WINDOW = 512;

async function* windows(lines: AsyncIterable<Line>): AsyncGenerator<Line[]> {
  let window: Line[] = [];
  for await (const line of lines) {
    window.push(line);
    if (window.length < WINDOW) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

async function* linesOf(from: readonly string[] | readonly LineSource[], jsonl: boolean): AsyncGenerator<Line> {
  for (const source of from) {
    if (typeof source === 'string') yield jsonl ? parse(source, 'argument') : { text: source, fields: {} };
    else yield* linesOfStream(source, jsonl);
  }
}

async function* linesOfStream({ name, stream }: LineSource, jsonl: boolean): AsyncGenerator<Line> {
  let fault: HoneError | undefined;
  stream.once('error', (error) => (fault = invalidInput(name, reasonOf(error), 'Name a file that can be read.')));
  let number = 0;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      number++;
      if (line.trim() !== '') yield jsonl ? parse(line, `${name} line ${number}`) : { text: line, fields: {} };
    }
  } catch (error) {
    throw fault ?? error;
  }
  // Some versions of Node end in silence when the stream fails.
  if (fault) throw fault;
}

function parse(line: string, where: string): Line {
  const value = jsonOf(line, where);
  const { text, ...fields } = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  if (typeof text === 'string') return { text, fields };
  throw invalidInput(`${where}: text`, '(withheld)', 'With --jsonl each line is a JSON object whose field text is a string.');
}

function jsonOf(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw invalidInput(where, '(withheld)', 'With --jsonl each line is a JSON object with the field text.');
  }
}
