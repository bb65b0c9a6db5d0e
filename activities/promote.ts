import type { ArtifactRef } from '../domain/artifact-ref.ts';
import { putJson } from './engine/artifacts.ts';
import { requireFiles } from './engine/point-alias.ts';
import { readAlias, moveAlias } from './engine/registry.ts';
import type { ModelVersion, Move } from './engine/registry.ts';
import type { Ports } from './ports.ts';

export interface PromoteInput {
  readonly model: string;
  readonly version: ModelVersion;
  /** `waiver` where the gates had not passed. */
  readonly move: Move;
}

export interface Promotion {
  readonly packageId: string;
  readonly headline: string;
  /** `waiver.json` of the package as registered. */
  readonly waiver?: ArtifactRef;
}

/** Moves the `champion` alias. Never cached: it answers "already champion" when it is so. */
export const promote =
  (ports: Ports) =>
  async ({ model, version, move }: PromoteInput): Promise<Promotion> => {
    const { packageId } = version;
    await requireFiles(ports.store, version);
    const waiver = move.waiver && (await putJson(ports, { schema: 1, model, ...move.waiver }));
    const registered: ModelVersion = waiver && move.waiver ? { ...version, waiver: move.waiver, attachments: { ...version.attachments, 'waiver.json': waiver } } : version;
    const moved = await moveAlias(ports.store, model, 'champion', registered, move);
    const short = packageId.slice(0, 12);
    const headline = moved ? `${short} is ${model}@champion${waiver ? ' BY WAIVER, its gates did not pass' : ''}` : `${short} is already ${model}@champion`;
    return { packageId, headline, ...(waiver && { waiver }) };
  };

/** Makes a bootstrapped model the champion where there is none yet; no gate and no waiver applies. */
export const registerBootstrap =
  (ports: Ports) =>
  async ({ model, version, move }: PromoteInput): Promise<void> => {
    if (await readAlias(ports.store, model, 'champion')) return;
    await moveAlias(ports.store, model, 'champion', version, { ...move, reason: 'bootstrap' });
  };
