import { readFileSync } from 'node:fs';

/** Vector instructions that decide how fast, and how exact, int8 is. Without VNNI or AMX, 8-bit products may saturate. */
const FLAGS = ['avx2', 'avx512f', 'avx_vnni', 'avx512_vnni', 'amx_int8', 'asimd', 'asimddp', 'i8mm', 'sve'];

/** Those the processor says it has; none where the system keeps no /proc/cpuinfo. */
export function cpuFlags(path = '/proc/cpuinfo'): string[] {
  const said = /^(?:flags|Features)\s*:(.*)$/m.exec(read(path))?.[1] ?? '';
  const words = new Set(said.trim().split(/\s+/));
  return FLAGS.filter((flag) => words.has(flag));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
