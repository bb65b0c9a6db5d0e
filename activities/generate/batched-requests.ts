import { paraphraseRequests } from '../../augmentation/paraphrase-request.ts';
import type { ArtifactRef } from '../../domain/artifact-ref.ts';
import type { CompletionRequest } from '../../domain/ports/language-model.ts';
import type { RowRange } from '../../domain/stages.ts';
import { completionKey, hasCompletion } from '../engine/completions.ts';
import { readRows } from '../engine/rows.ts';
import type { Ports } from '../ports.ts';
import { paraphraseSettings } from './ask-for-paraphrases.ts';
import { askedOf } from './ask-providers.ts';
import type { AskSettings } from './ask-providers.ts';
import type { SourceRow } from './select-sources.ts';

/** The calls that a range of sources takes, by completion key. */
export async function allRequests(ports: Ports, sources: ArtifactRef, range: RowRange, settings: AskSettings, identity: string): Promise<Map<string, CompletionRequest>> {
  const asked = askedOf(await readRows<SourceRow>(ports, sources, range), 'paraphrase');
  return new Map(paraphraseRequests(asked, { seed: settings.seed, ...paraphraseSettings(settings) }).map(({ request }) => [completionKey(identity, request), request]));
}

/** Those of them that have no answer in the store yet. */
export async function withoutAnswer(ports: Ports, requests: ReadonlyMap<string, CompletionRequest>): Promise<[key: string, request: CompletionRequest][]> {
  const missing: [string, CompletionRequest][] = [];
  for (const [key, request] of requests) if (!(await hasCompletion(ports.store, key))) missing.push([key, request]);
  return missing;
}
