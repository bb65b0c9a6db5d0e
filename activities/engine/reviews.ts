import { readFile } from 'node:fs/promises';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { normaliseForMatching } from '../../domain/near-duplicates/normalise-for-matching.ts';
import type { ObjectStore } from '../../domain/ports/object-store.ts';
import { reviewDecisions } from '../../domain/review-decisions.ts';
import type { Decision, ReviewDecision } from '../../domain/review-decisions.ts';
import type { Ports } from '../ports.ts';
import { canonicalJson, localPath, putText, sha256Of } from './artifacts.ts';

/** Who decided what, and when (ISO 8601). */
export interface Ruling {
  readonly decision: Decision;
  readonly by: string;
  readonly at: string;
}

/** The decision in force on a text, and those before it, oldest first. */
export interface StoredDecision extends ReviewDecision, Ruling {
  readonly earlier: readonly Ruling[];
}

/** Names a text in reviews, whatever its case, width and white space. */
export function textHashOf(text: string): string {
  return sha256Of(normaliseForMatching(text));
}

/** Decides on a text. The last decision holds; those before it are kept. */
export async function decide(store: ObjectStore, textHash: string, decision: Decision, by: string): Promise<void> {
  const ruling: Ruling = { decision, by, at: new Date().toISOString() };
  for (;;) {
    const found = await find(store, textHash);
    const next: StoredDecision = { textHash, ...ruling, earlier: found ? [...found.decided.earlier, rulingOf(found.decided)] : [] };
    if (found ? await store.replace(keyOf(textHash), bytesOf(next), found.tag) : await store.create(keyOf(textHash), bytesOf(next))) return;
  }
}

/** Takes the last decision on a text back: the one before it holds again, or none. */
export async function withdraw(store: ObjectStore, textHash: string): Promise<void> {
  for (;;) {
    const found = await find(store, textHash);
    const before = found?.decided.earlier.at(-1);
    if (!found || !before) return store.remove(keyOf(textHash));
    if (await store.replace(keyOf(textHash), bytesOf({ textHash, ...before, earlier: found.decided.earlier.slice(0, -1) }), found.tag)) return;
  }
}

/** Every decision in force, by text hash. */
export async function allDecisions(store: ObjectStore): Promise<StoredDecision[]> {
  const keys = await store.list(PREFIX);
  const found = await Promise.all(keys.map((key) => find(store, key.slice(PREFIX.length, -'.json'.length))));
  return found.flatMap((each) => (each ? [each.decided] : []));
}

/** The decisions as they are now, frozen as sorted JSON lines. Without who and when: to confirm a decision makes nothing anew. */
export async function freezeDecisions(ports: Ports): Promise<ArtifactRef | undefined> {
  const decisions = await allDecisions(ports.store);
  if (decisions.length === 0) return undefined;
  return putText(ports, decisions.map(({ textHash, decision }) => `${canonicalJson({ textHash, decision })}\n`).join(''));
}

/** The frozen decision on a text; undefined for all texts where nothing was frozen. */
export async function frozenDecisions(ports: Ports, ref: ArtifactRef | undefined): Promise<(text: string) => Decision | undefined> {
  const decisionOn = await frozenDecisionsByHash(ports, ref);
  return (text) => decisionOn(textHashOf(text));
}

/** The same for whoever has the text's hash already. */
export async function frozenDecisionsByHash(ports: Ports, ref: ArtifactRef | undefined): Promise<(textHash: string) => Decision | undefined> {
  if (!ref) return () => undefined;
  const lines = (await readFile(await localPath(ports, ref), 'utf8')).trimEnd().split('\n');
  return reviewDecisions(lines.map((line) => JSON.parse(line) as ReviewDecision));
}

const PREFIX = 'reviews/decisions/';
const keyOf = (textHash: string): string => `${PREFIX}${textHash}.json`;
const bytesOf = (decided: StoredDecision): Uint8Array => Buffer.from(canonicalJson(decided));
const rulingOf = ({ decision, by, at }: Ruling): Ruling => ({ decision, by, at });

async function find(store: ObjectStore, textHash: string): Promise<{ readonly decided: StoredDecision; readonly tag: string } | undefined> {
  const stored = await store.read(keyOf(textHash));
  return stored && { decided: JSON.parse(Buffer.from(stored.bytes).toString()) as StoredDecision, tag: stored.tag };
}
