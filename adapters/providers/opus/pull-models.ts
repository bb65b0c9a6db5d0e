import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { HoneError } from '../../../domain/errors.ts';
import type { Direction } from '../../../domain/ports/translator.ts';
import { errnoOf } from '../../file-fault.ts';
import { firstLine } from '../../first-line.ts';
import { holdsModel, modelFolder } from './model-folder.ts';

export interface PullOptions {
  readonly translationModels: string;
  /** A mirror of the hub: `https://host/`. Default: the hub that the library knows. */
  readonly host?: string;
  /** Told of each file once it is there. */
  readonly onFile: (file: string) => void;
}

export interface PulledModel {
  readonly hubId: string;
  readonly folder: string;
  readonly outcome: 'pulled' | 'already there';
}

/** The hub's name of a direction's model. */
export function hubIdOf({ from, to }: Direction): string {
  return `Xenova/opus-mt-${from}-${to}`;
}

/**
 * Fetches the model of a direction through the library's own download, loads it once, and only then moves its folder into place:
 * nobody sees a half of it. Files that an interrupted pull had finished are not fetched again.
 * @throws HoneError HONE_PROVIDER_UNAVAILABLE when the host does not answer, HONE_PROVIDER_REFUSED when it has no such model, HONE_NO_SPACE.
 */
export async function pullModel(direction: Direction, { translationModels, host, onFile }: PullOptions): Promise<PulledModel> {
  const [hubId, folder] = [hubIdOf(direction), modelFolder(translationModels, direction)];
  if (holdsModel(folder)) return { hubId, folder, outcome: 'already there' };
  const staging = join(translationModels, `.pull-${basename(folder)}`);
  const fetched = join(staging, hubId);
  try {
    await mkdir(staging, { recursive: true });
    await download(hubId, staging, host, onFile);
    await removeRemains(fetched);
    // What lies there is no whole model, or it would have been answered above.
    await rm(folder, { recursive: true, force: true });
    await rename(fetched, folder);
  } catch (error) {
    // Another process was faster.
    if (holdsModel(folder)) return { hubId, folder, outcome: 'already there' };
    // Complete and yet no model: fetching the same bytes again is all that could help.
    const broken = holdsModel(fetched);
    if (broken) await rm(staging, { recursive: true, force: true });
    throw faultOf(error, hubId, host ?? 'the hub', broken);
  }
  await rm(staging, { recursive: true, force: true });
  return { hubId, folder, outcome: 'pulled' };
}

/** Parts of files that killed pulls left behind, named as the library names them. */
async function removeRemains(folder: string): Promise<void> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files) if (/\.tmp\.\d+\.\w+$/.test(file)) await rm(join(folder, file), { force: true });
}

async function download(hubId: string, cache_dir: string, host: string | undefined, onFile: (file: string) => void): Promise<void> {
  // Loads native libraries, which only this needs.
  const { AutoConfig, AutoModelForSeq2SeqLM, AutoTokenizer, env, LogLevel } = await import('@huggingface/transformers');
  if (host !== undefined) env.remoteHost = host;
  env.allowLocalModels = false;
  env.logLevel = LogLevel.NONE;
  const seen = new Set<string>();
  const progress_callback = (event: { readonly status: string; readonly file?: string }): void => {
    if (event.status !== 'done' || event.file === undefined || seen.has(event.file)) return;
    seen.add(event.file);
    onFile(`${hubId}/${event.file}`);
  };
  // The configuration first: where there is no model, only that says so.
  await AutoConfig.from_pretrained(hubId, { cache_dir, progress_callback });
  await AutoTokenizer.from_pretrained(hubId, { cache_dir, progress_callback });
  const model = await AutoModelForSeq2SeqLM.from_pretrained(hubId, { cache_dir, progress_callback, dtype: 'fp32', device: 'cpu' });
  await model.dispose();
}

function faultOf(error: unknown, hubId: string, host: string, broken: boolean): HoneError {
  const options = { cause: error };
  if (errnoOf(error) === 'ENOSPC') return new HoneError('HONE_NO_SPACE', `The disk is full: ${firstLine(error)}.`, options);
  if (broken) return new HoneError('HONE_PROVIDER_REFUSED', `What ${host} gives as ${hubId} cannot be loaded (${firstLine(error)}). It was removed again.`, options);
  const status: unknown = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (typeof status === 'number') return new HoneError('HONE_PROVIDER_REFUSED', `${host} does not give ${hubId} (HTTP ${status}): ${firstLine(error)} Name another host with --from.`, options);
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? ` (${firstLine(error.cause)})` : '';
  return new HoneError('HONE_PROVIDER_UNAVAILABLE', `${hubId} could not be fetched from ${host}: ${firstLine(error)}${cause}. Check the network, or name a mirror with --from; what is complete is kept.`, options);
}
