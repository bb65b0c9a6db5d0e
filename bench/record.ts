import { mkdirSync, writeFileSync } from 'node:fs';
import { machine } from './machine.ts';

/** Prints figures and keeps them, with the raw samples, in `bench/results/<name>.json`. */
export function record(name: string, figures: object, raw: object): void {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify({ machine: machine(), ...figures, raw }, undefined, 1)}\n`);
  process.stdout.write(`${JSON.stringify({ ...machine(), ...figures }, undefined, 2)}\n`);
}

/** Prints a row for the table of `bench/README.md`. */
export function tableRow(what: string, figure: string): void {
  process.stdout.write(`| ${what} | ${figure} |\n`);
}
