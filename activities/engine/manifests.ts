import type { StageOutcome } from '../../domain/stages.ts';
import type { Ports } from '../ports.ts';
import { artifactFault, canonicalJson, dropArtifact } from './artifacts.ts';
import type { Identity } from './identity.ts';

/** The small JSON that says a stage or unit is done. Written last and create-only; a loser adopts the winner's. */
export interface Manifest extends StageOutcome {
  readonly schema: 1;
  readonly identity: Identity;
  /** Workflow id of the run that made it. */
  readonly madeBy: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export async function readManifest(ports: Ports, unit: string, key: string): Promise<Manifest | undefined> {
  const stored = await ports.store.read(manifestKey(unit, key));
  return stored && (JSON.parse(Buffer.from(stored.bytes).toString()) as Manifest);
}

/** Creates the manifest, or returns the one another attempt created first. */
export async function publishManifest(ports: Ports, manifest: Manifest): Promise<Manifest> {
  const unit = manifest.identity.unit;
  const bytes = Buffer.from(canonicalJson(manifest));
  if (await ports.store.create(manifestKey(unit, manifest.key), bytes)) return manifest;
  return (await readManifest(ports, unit, manifest.key)) ?? manifest;
}

/**
 * The manifest when everything it names is there with the right bytes; else the fault, with the manifest and the bad
 * artifacts removed so that the stage can be made again.
 */
export async function verifiedManifest(ports: Ports, unit: string, key: string): Promise<VerifiedManifest> {
  const manifest = await readManifest(ports, unit, key);
  if (!manifest) return {};
  for (const [name, ref] of Object.entries(manifest.outputs)) {
    const fault = await artifactFault(ports, ref);
    if (!fault) continue;
    await dropArtifact(ports, ref);
    await dropManifest(ports, unit, key);
    return { fault: `artifact ${name} ${fault}` };
  }
  return { manifest };
}

export interface VerifiedManifest {
  readonly manifest?: Manifest;
  readonly fault?: string;
}

export async function dropManifest(ports: Ports, unit: string, key: string): Promise<void> {
  await ports.store.remove(manifestKey(unit, key));
}

/** The part of a manifest that travels. Its shape is the unit's: the key says which unit made it. */
export function outcomeOf<O extends string, S extends object>({ key, outputs, summary, headline }: Manifest): StageOutcome<O, S> {
  return { key, outputs, summary, headline } as StageOutcome<O, S>;
}

function manifestKey(unit: string, key: string): string {
  return `manifests/${unit}/${key}.json`;
}
