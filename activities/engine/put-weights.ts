import { join } from 'node:path';
import type { WeightFiles } from '../../domain/package-files.ts';
import type { Ports } from '../ports.ts';
import { putFile } from './artifacts.ts';

/** Stores the model folder that a training or a merge wrote. */
export async function putWeights(ports: Ports, folder: string): Promise<WeightFiles> {
  const file = (name: string): ReturnType<typeof putFile> => putFile(ports, join(folder, name));
  return { weights: await file('model.safetensors'), config: await file('config.json'), tokenizer: await file('tokenizer.json') };
}
