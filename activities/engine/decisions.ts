import { readFile } from 'node:fs/promises';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import { normaliseForMatching } from '../../domain/near-duplicates.ts';
import type { Ports } from '../ports.ts';
import { localPath, sha256Of } from './artifacts.ts';

/** What a person said about a doubtful text, a JSON line each. `textHash`: SHA-256 (hex) of the normalised text. */
interface ReviewDecision {
  readonly textHash: string;
  readonly decision: 'benign' | 'malicious' | 'drop';
}

/** The frozen decision on a text; undefined for all texts where nothing was frozen. The last line on a text holds. */
export async function frozenDecisions(ports: Ports, ref: ArtifactRef | undefined): Promise<(text: string) => ReviewDecision['decision'] | undefined> {
  if (!ref) return () => undefined;
  const lines = (await readFile(await localPath(ports, ref), 'utf8')).split('\n').filter((line) => line !== '');
  const decisions = new Map(lines.map((line) => JSON.parse(line) as ReviewDecision).map(({ textHash, decision }) => [textHash, decision]));
  return (text) => decisions.get(sha256Of(normaliseForMatching(text)));
}
