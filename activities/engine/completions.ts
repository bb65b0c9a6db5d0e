import type { Completion, CompletionRequest } from '../../domain/ports/language-model.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import type { Spent } from '../../domain/providers.ts';
import { canonicalJson, sha256Of } from './artifacts.ts';

/** An answer as stored, with what it cost when it was made. Refusals and cut answers are kept too: they were paid for. */
export interface StoredCompletion {
  readonly schema: 1;
  readonly completion: Completion;
  readonly cost: Spent;
}

/** The content hash of all that decides an answer. */
export function completionKey(identity: string, request: CompletionRequest): string {
  return sha256Of(canonicalJson({ identity, request }));
}

export async function readCompletion(store: ObjectStore, key: string): Promise<StoredCompletion | undefined> {
  const stored = await store.read(objectKey(key));
  return stored && (JSON.parse(Buffer.from(stored.bytes).toString()) as StoredCompletion);
}

export async function hasCompletion(store: ObjectStore, key: string): Promise<boolean> {
  return (await store.size(objectKey(key))) !== undefined;
}

/** Keeps an answer, or returns the one that was there first: whoever asks again gets the same bytes. */
export async function keepCompletion(store: ObjectStore, key: string, completion: Completion, cost: Spent): Promise<StoredCompletion> {
  const made: StoredCompletion = { schema: 1, completion, cost };
  if (await store.create(objectKey(key), Buffer.from(canonicalJson(made)))) return made;
  return (await readCompletion(store, key)) ?? made;
}

const objectKey = (key: string): string => `completions/${key}.json`;
