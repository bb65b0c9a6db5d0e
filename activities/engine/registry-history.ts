import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Waiver } from '../../domain/waiver.ts';

/** One line of a model's history; appended, never changed. */
export interface HistoryEntry {
  readonly number: number;
  readonly alias: string;
  readonly from: string | null;
  readonly to: string;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly run: string;
  readonly evidenceHash: string | null;
  /** Only where the gates had not passed. */
  readonly waiver?: Waiver;
  /** Tells this move from every other; entries older than moves that can be completed have none. */
  readonly move?: string;
}

/** A move that an alias carries until the history has it. */
export type RecordedMove = Omit<HistoryEntry, 'number'> & { readonly move: string };

/** Every move of a model's aliases, oldest first. */
export async function readHistory(store: ObjectStore, model: string): Promise<HistoryEntry[]> {
  const keys = await store.list(historyFolder(model));
  return Promise.all(keys.map(async (key) => (await readEntry(store, key))!));
}

/**
 * Appends a move unless the history has it. Safe to call by many at once, and by anyone at any time later: entries are numbered
 * without a gap, and each caller looks at every one before it writes the next, so that a move is written once.
 */
export async function recordMove(store: ObjectStore, model: string, entry: RecordedMove): Promise<void> {
  const keys = await store.list(historyFolder(model));
  // A move that is in the history is mostly its last one.
  for (const key of keys.toReversed()) if ((await readEntry(store, key))?.move === entry.move) return;
  for (let number = keys.length + 1; ; number++) {
    const key = `${historyFolder(model)}${String(number).padStart(6, '0')}.json`;
    if (await store.create(key, Buffer.from(JSON.stringify({ number, ...entry })))) return;
    if ((await readEntry(store, key))?.move === entry.move) return;
  }
}

/** The champions in force, oldest first: a rollback takes those after its target out, so that the next one goes further back. */
export function championsOf(history: readonly HistoryEntry[]): string[] {
  const champions: string[] = [];
  for (const { alias, from, to, reason, run } of history) {
    if (alias !== 'champion') continue;
    if (champions.length === 0 && from !== null) champions.push(from);
    const back = run === '' && reason.startsWith(ROLLBACK) ? champions.lastIndexOf(to) : -1;
    if (back >= 0) champions.length = back + 1;
    else champions.push(to);
  }
  return champions;
}

/** How the reason of a rollback begins. */
export const ROLLBACK = 'rollback: ';

const historyFolder = (model: string): string => `registry/${model}/history/`;

async function readEntry(store: ObjectStore, key: string): Promise<HistoryEntry | undefined> {
  const stored = await store.read(key);
  return stored && (JSON.parse(Buffer.from(stored.bytes).toString()) as HistoryEntry);
}
