import { readAlias, moveAlias } from './engine/registry.ts';
import type { ModelVersion, Move } from './engine/registry.ts';
import type { Ports } from './ports.ts';

export interface PromoteInput {
  readonly model: string;
  readonly version: ModelVersion;
  readonly move: Move;
}

export interface Promotion {
  readonly packageId: string;
  readonly headline: string;
}

/** Moves the `champion` alias. Never cached: it answers "already champion" when it is so. */
export const promote =
  (ports: Ports) =>
  async ({ model, version, move }: PromoteInput): Promise<Promotion> => {
    const moved = await moveAlias(ports.store, model, 'champion', version, move);
    const short = version.packageId.slice(0, 12);
    return { packageId: version.packageId, headline: moved ? `${short} is ${model}@champion` : `${short} is already ${model}@champion` };
  };

/** Makes a bootstrapped model the champion where there is none yet; no gate and no waiver applies. */
export const registerBootstrap =
  (ports: Ports) =>
  async ({ model, version, move }: PromoteInput): Promise<void> => {
    if (await readAlias(ports.store, model, 'champion')) return;
    await moveAlias(ports.store, model, 'champion', version, { ...move, reason: 'bootstrap' });
  };
