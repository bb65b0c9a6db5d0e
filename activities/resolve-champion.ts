import { HoneError } from '../domain/errors.ts';
import { readAlias } from './engine/registry.ts';
import type { ModelVersion } from './engine/registry.ts';
import type { Ports } from './ports.ts';

/** The model version an alias points to. */
export const resolveChampion =
  (ports: Ports) =>
  async ({ model, alias }: { readonly model: string; readonly alias: string }): Promise<ModelVersion> => {
    const version = await readAlias(ports.store, model, alias);
    if (version) return version;
    throw new HoneError('HONE_INVALID_INPUT', `champion: "alias:${alias}" names no model of ${model}. Write "bootstrap" to make the first one.`);
  };
