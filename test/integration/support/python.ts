import { execa } from 'execa';
import { resolve } from 'node:path';
import { pythonPath } from '../../support/python.ts';

/** Runs Python, with the trainer package in reach, and returns its stdout line by line. */
export async function python(...args: readonly string[]): Promise<string[]> {
  const env = { PYTHONPATH: resolve(import.meta.dirname, '../../../trainer'), TOKENIZERS_PARALLELISM: 'true' };
  const { stdout } = await execa(pythonPath(), args, { env });
  return stdout.split('\n');
}

/** Path of a file of this folder. */
export const supportFile = (name: string): string => resolve(import.meta.dirname, name);
