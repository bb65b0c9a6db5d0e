/** Copies what `tsc` leaves behind into `dist/`: files that are loaded by path. */
import { copyFileSync } from 'node:fs';

for (const file of ['adapters/temporal/failure-converter.cjs', 'adapters/guard/worker-from-source.mjs', 'adapters/providers/opus/worker-from-source.mjs']) {
  copyFileSync(new URL(`../${file}`, import.meta.url), new URL(`../dist/${file}`, import.meta.url));
}
