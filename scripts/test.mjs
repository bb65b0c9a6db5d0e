#!/usr/bin/env node
/**
 * `npm test`: sets up what is missing, then runs every suite in order, also after one failed. `npm test -- unit types`
 * runs the named ones. The last line of the output is `N passed, N failed, N skipped`, summed over the suites; the exit
 * code is 1 when something failed or nothing ran. A skipped test is listed with its reason; one without a reason fails.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setup } from './setup.mjs';
import { runSuite } from './test/run-suite.mjs';
import { SUITES } from './test/suites.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const REPORTS = join(ROOT, '.hone', 'test');

async function main(names) {
  const unknown = names.filter((name) => !(name in SUITES));
  if (unknown.length > 0) throw new Error(`Unknown suite ${unknown.join(', ')}. The suites are: ${Object.keys(SUITES).join(', ')}.`);
  await setup({ tests: true });
  mkdirSync(REPORTS, { recursive: true });
  const results = [];
  for (const [name, suite] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n── ${name} ──`);
    results.push({ name, ...(await runSuite(suite, { root: ROOT, report: join(REPORTS, `${name}.report`) })) });
  }
  print(results);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  // Set, not exit(): output into a pipe may still be on its way.
  process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
}

function print(results) {
  console.log(`\n${'suite'.padEnd(14)}${['passed', 'failed', 'skipped', 'seconds'].map((title) => title.padStart(9)).join('')}`);
  for (const { name, passed, failed, skipped, seconds } of results) {
    const cells = [passed, failed, skipped, seconds.toFixed(1)].map((value) => String(value).padStart(9));
    console.log(`${name.padEnd(14)}${cells.join('')}`);
  }
  for (const kind of ['skips', 'failures']) {
    const lines = results.flatMap((result) => result[kind].map((text) => `  ${result.name}: ${text}`));
    if (lines.length > 0) console.log(`\n${kind === 'skips' ? 'Skipped' : 'Failed'}:\n${lines.join('\n')}`);
  }
  console.log('');
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
});
