/**
 * Loads what is asked for once, so that the chunks of a fan-out share it, and lets go of what was not used for longest when there are more than
 * `kept`. What could not be loaded is tried again by whoever asks next.
 */
export function lastUsed<T>(kept: number, close: (value: T) => unknown = () => undefined): (id: string, load: () => Promise<T>) => Promise<T> {
  const loaded = new Map<string, Promise<T>>();
  return (id, load) => {
    const found = loaded.get(id) ?? load();
    loaded.delete(id);
    loaded.set(id, found);
    found.catch(() => loaded.delete(id));
    evictOldest(loaded, kept, close);
    return found;
  };
}

function evictOldest<T>(loaded: Map<string, Promise<T>>, kept: number, close: (value: T) => unknown): void {
  const [oldest] = loaded.keys();
  if (loaded.size <= kept || oldest === undefined) return;
  const value = loaded.get(oldest);
  loaded.delete(oldest);
  // One that could not be loaded has told whoever asked for it.
  void value?.then(close, () => undefined);
}
