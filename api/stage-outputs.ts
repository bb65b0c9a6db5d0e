import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { ObjectStore } from '../domain/ports/object-store.ts';
import type { StageView } from '../domain/run-view.ts';

/** What a stage left behind, by output; nothing where it has not finished. */
export async function stageOutputs(store: ObjectStore, { stage, key, state }: StageView): Promise<Readonly<Record<string, ArtifactRef>>> {
  const manifest = state === 'hit' || state === 'made' ? await store.read(`manifests/${stage}/${key}.json`) : undefined;
  return manifest ? (JSON.parse(Buffer.from(manifest.bytes).toString()) as { readonly outputs: Readonly<Record<string, ArtifactRef>> }).outputs : {};
}
