import { HoneError } from '../../domain/errors.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';

/** A stage's lease as stored. It outlives its holder so that tokens only ever grow. */
interface LeaseRecord {
  readonly owner: string;
  readonly token: number;
  readonly expiresAt: number;
}

export type Acquired = { readonly token: number } | { readonly holder: string; readonly expiresAt: number };

/**
 * Takes the lease when it is free, expired, or already this owner's (a retry or reset of the same run); each taking has
 * a higher token, which fences off every holder before it.
 */
export async function acquireLease(store: ObjectStore, key: string, owner: string, leaseMs: number, now = Date.now()): Promise<Acquired> {
  for (;;) {
    const stored = await store.read(leaseKey(key));
    const record = stored && parse(stored.bytes);
    if (record && record.owner !== owner && record.expiresAt > now) return { holder: record.owner, expiresAt: record.expiresAt };
    const next = { owner, token: (record?.token ?? 0) + 1, expiresAt: now + leaseMs };
    const won = stored ? await store.replace(leaseKey(key), format(next), stored.tag) : await store.create(leaseKey(key), format(next));
    if (won) return { token: next.token };
  }
}

/**
 * Extends a lease (or gives it back with `leaseMs` 0).
 * @throws HoneError HONE_LEASE_LOST when a higher token was handed out.
 */
export async function renewLease(store: ObjectStore, key: string, token: number, leaseMs: number, now = Date.now()): Promise<void> {
  for (;;) {
    const stored = await store.read(leaseKey(key));
    const record = stored && parse(stored.bytes);
    if (!stored || record?.token !== token) throw lost(key, token, record);
    // Chunks of one stage renew side by side: a failed swap with our token still in place is one of them, so look again.
    if (await store.replace(leaseKey(key), format({ ...record, expiresAt: now + leaseMs }), stored.tag)) return;
  }
}

function lost(key: string, token: number, record: LeaseRecord | undefined): HoneError {
  const holder = record ? `${record.owner} holds token ${record.token}` : 'its record is gone';
  return new HoneError('HONE_LEASE_LOST', `Lease ${key.slice(0, 12)} with token ${token} was lost: ${holder}.`);
}

const leaseKey = (key: string): string => `leases/${key}.json`;
const parse = (bytes: Uint8Array): LeaseRecord => JSON.parse(Buffer.from(bytes).toString()) as LeaseRecord;
const format = (record: LeaseRecord): Uint8Array => Buffer.from(JSON.stringify(record));
