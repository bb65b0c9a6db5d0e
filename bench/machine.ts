import { cpus, totalmem } from 'node:os';

/** What figures were measured on. */
export function machine(): object {
  const [cpu] = cpus();
  return { cpu: cpu?.model.trim(), cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version, date: new Date().toISOString().slice(0, 10) };
}
