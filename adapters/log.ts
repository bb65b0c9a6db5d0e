import { pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { Logger } from 'pino';
import type { Settings } from './settings.ts';

/**
 * A log of one process: readable lines where a person looks on, one JSON object a line elsewhere. Goes to stderr, so
 * that stdout stays for results. Fields that hold prompts or rows are withheld by name at any depth; callers keep texts out of messages.
 */
export function createLog({ logLevel }: Pick<Settings, 'logLevel'>, name: string, target: LogTarget = process.stderr): Logger {
  const options = {
    level: logLevel,
    base: { name },
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: stdSerializers.err, error: stdSerializers.err },
    formatters: { level: (label: string) => ({ level: label }), log: withheld },
  };
  const colours = target.hasColors?.() ?? false;
  return pino(options, target.isTTY ? { write: (line) => void target.write(readable(line, colours)) } : target);
}

/** Where lines go: a stream, or what a test puts in its place. */
export interface LogTarget {
  write(line: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Heeds NO_COLOR, as Node's terminal streams do. */
  hasColors?(): boolean;
}

/** Names of fields whose strings, lists and objects may be customers' words. Counts under the same names pass. */
const PRIVATE = new Set(['text', 'texts', 'prompt', 'prompts', 'row', 'rows', 'content', 'messages', 'completion', 'completions', 'variation', 'variations', 'original', 'originals']);
const WITHHELD = '[withheld]';
const MAX_DEPTH = 8;

function withheld(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, shown(key, value, depth)]));
}

function shown(key: string, value: unknown, depth: number): unknown {
  if (PRIVATE.has(key.toLowerCase()) && (typeof value === 'string' || (typeof value === 'object' && value !== null))) return WITHHELD;
  // The serialisers take errors apart.
  if (typeof value !== 'object' || value === null || 'stack' in value) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item: unknown) => shown('', item, depth + 1));
  return Object.getPrototypeOf(value) === Object.prototype ? withheld(value, depth + 1) : value;
}

const COLOURS: Readonly<Record<string, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

interface PinoLine {
  readonly level: string;
  readonly time: string;
  readonly name: string;
  readonly msg?: string;
  readonly [field: string]: unknown;
}

/** `12:34:56.789 info  pipeline: message key=value` */
function readable(line: string, colours: boolean): string {
  const { level, time, name, msg = '', ...fields } = JSON.parse(line) as PinoLine;
  const padded = level.padEnd(5);
  const shownLevel = colours ? `\u001b[${COLOURS[level] ?? 0}m${padded}\u001b[0m` : padded;
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${brief(value)}`);
  return `${time.slice(11, 23)} ${shownLevel} ${name}: ${oneLine(msg)}${rest.join('')}\n`;
}

function brief(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=\p{Cc}]+$/u.test(value) ? value : JSON.stringify(value);
  if (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value) return JSON.stringify(value.message);
  return JSON.stringify(value);
}

/** Control characters in a message could forge lines or drive the terminal. */
function oneLine(message: string): string {
  return message.replace(/\p{Cc}+/gu, ' ');
}
