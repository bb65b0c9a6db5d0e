import type { ObjectStore } from '../../../domain/ports/object-store.ts';

/** Adds one to a counter by compare-and-swap, as often as it takes. */
export async function addOne(store: ObjectStore, key: string): Promise<void> {
  for (;;) {
    const stored = await store.read(key);
    if (!stored) throw new Error(`The counter ${key} is missing.`);
    const next = Number(Buffer.from(stored.bytes).toString()) + 1;
    if (await store.replace(key, Buffer.from(String(next)), stored.tag)) return;
  }
}
