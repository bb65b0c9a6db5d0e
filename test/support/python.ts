import { dirname, resolve } from 'node:path';

/** The Python interpreter that setup made, or the one HONE_PYTHON names. */
export function pythonPath(): string {
  return process.env.HONE_PYTHON ?? resolve(import.meta.dirname, '../../.hone/python/bin/python');
}

/** A program that came with a Python package: `temporal`, `temporal-test-server`. */
export function pythonProgram(name: string): string {
  return resolve(dirname(pythonPath()), name);
}
