import { HoneError } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Spent } from '../../domain/providers.ts';
import { addSpent, NOTHING_SPENT } from '../../domain/spent.ts';

/** What a run has spent, and what its calls under way may still cost at most. */
export interface SpendingRecord {
  readonly spent: Spent;
  /** By reservation. One that nobody settles stays, and counts in full. */
  readonly reserved: Readonly<Record<string, Spent>>;
}

export interface Budget {
  readonly tokens: number;
  readonly money: number;
}

/**
 * The ledger of what runs spend on a language model, in the store. It never says less than was billed: money is reserved at a
 * call's ceiling before the call starts, and a reservation leaves only when its real cost is known. One whose worker died stays
 * for good, since the call may have been billed; so a crash costs the ceilings of the calls that were under way.
 */
export interface Spending {
  /** Reserves under a name nobody else uses; under a name that is taken the reservation is replaced. @throws HoneError HONE_BUDGET_USED_UP */
  reserve(run: string, name: string, ceiling: Spent, budget: Budget): Promise<void>;
  /** Puts what it really cost in the place of a reservation. Settling again changes nothing. */
  settle(run: string, name: string, cost: Spent): Promise<void>;
}

/**
 * Opens the ledger for one worker. What its calls want while a write is under way goes into the next write together, so that the
 * store sees a few writes a second, however many calls there are.
 */
export function openSpending(store: ObjectStore): Spending {
  const waiting = new Map<string, Change[]>();
  const write = async (run: string, changes: Change[]): Promise<void> => {
    for (let taken = changes.splice(0); taken.length > 0; taken = changes.splice(0)) {
      try {
        await commit(store, run, taken);
      } catch (error) {
        for (const change of taken) change.reject(error);
      }
    }
    waiting.delete(run);
  };
  const enqueue = (run: string, apply: Apply): Promise<void> =>
    new Promise((resolve, reject) => {
      const changes = waiting.get(run);
      if (changes) return void changes.push({ apply, resolve, reject });
      const first: Change[] = [{ apply, resolve, reject }];
      waiting.set(run, first);
      // Calls that start in the same turn share the first write too.
      queueMicrotask(() => void write(run, first));
    });
  return {
    reserve: (run, name, ceiling, budget) => enqueue(run, (record) => reserved(record, name, ceiling, budget)),
    settle: (run, name, cost) => enqueue(run, (record) => settled(record, name, cost)),
  };
}

export async function readSpending(store: ObjectStore, run: string): Promise<SpendingRecord> {
  const stored = await store.read(objectKey(run));
  return stored ? parse(stored.bytes) : EMPTY;
}

type Apply = (record: SpendingRecord) => SpendingRecord | HoneError;

interface Change {
  readonly apply: Apply;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const EMPTY: SpendingRecord = { spent: NOTHING_SPENT, reserved: {} };

/** Applies all changes in one write, again on what another worker wrote first. */
async function commit(store: ObjectStore, run: string, changes: readonly Change[]): Promise<void> {
  for (;;) {
    const stored = await store.read(objectKey(run));
    const refused = new Map<Change, HoneError>();
    const before = stored ? parse(stored.bytes) : EMPTY;
    const after = changes.reduce((record, change) => {
      const next = change.apply(record);
      if (!(next instanceof HoneError)) return next;
      refused.set(change, next);
      return record;
    }, before);
    if (after !== before) {
      const bytes = Buffer.from(JSON.stringify(after));
      const won = stored ? await store.replace(objectKey(run), bytes, stored.tag) : await store.create(objectKey(run), bytes);
      if (!won) continue;
    }
    for (const change of changes) {
      const error = refused.get(change);
      if (error) change.reject(error);
      else change.resolve();
    }
    return;
  }
}

function reserved(record: SpendingRecord, name: string, ceiling: Spent, budget: Budget): SpendingRecord | HoneError {
  const others = Object.entries(record.reserved).filter(([known]) => known !== name);
  const held = others.reduce((sum, [, each]) => addSpent(sum, each), NOTHING_SPENT);
  const would = addSpent(addSpent(record.spent, held), ceiling);
  if (tokensOf(would) > budget.tokens || would.money > budget.money) return usedUp(record.spent, held, ceiling, budget);
  return { ...record, reserved: { ...record.reserved, [name]: ceiling } };
}

function settled(record: SpendingRecord, name: string, cost: Spent): SpendingRecord {
  if (!Object.hasOwn(record.reserved, name)) return record;
  const others = Object.entries(record.reserved).filter(([known]) => known !== name);
  return { spent: addSpent(record.spent, cost), reserved: Object.fromEntries(others) };
}

function usedUp(spent: Spent, held: Spent, ceiling: Spent, budget: Budget): HoneError {
  const tokens = `${tokensOf(spent)} spent, ${tokensOf(held)} reserved and up to ${tokensOf(ceiling)} for the next call, of ${budget.tokens} tokens`;
  const money = `${amount(spent.money)} spent, ${amount(held.money)} reserved and up to ${amount(ceiling.money)} for the next call, of ${amount(budget.money)} in the currency of the price`;
  return new HoneError('HONE_BUDGET_USED_UP', `The language model's budget of this run is used up: ${tokens}; ${money}. Raise augmentation.languageModel.budget and retry the stage; what was answered is kept.`);
}

const tokensOf = ({ inputTokens, outputTokens }: Spent): number => inputTokens + outputTokens;
const amount = (money: number): string => money.toFixed(4);
const objectKey = (run: string): string => `spending/${run}.json`;
const parse = (bytes: Uint8Array): SpendingRecord => JSON.parse(Buffer.from(bytes).toString()) as SpendingRecord;
