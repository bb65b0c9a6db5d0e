import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const REASON = /\(skipped: [^)]+\)/;

/** Counts of a jest `--json` report. A skipped test says why in its title, `… (skipped: reason)`, or it counts as failed. */
export function readJestReport(report) {
  const result = { passed: 0, failed: 0, skips: [], failures: [] };
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults) {
    const path = relative(process.cwd(), file.name);
    // A file that does not load has no tests to fail.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) fail(result, `${path} did not run to its end`);
    for (const test of file.assertionResults) take(result, path, test);
  }
  return result;
}

function take(result, path, { status, fullName }) {
  const name = `${path} › ${fullName}`;
  switch (status) {
    case 'passed':
      result.passed += 1;
      break;
    case 'failed':
      fail(result, name);
      break;
    default: // pending, skipped, todo, disabled, focused
      if (REASON.test(fullName)) result.skips.push(name);
      else fail(result, `${name} was skipped without a reason in its title`);
  }
}

function fail(result, text) {
  result.failed += 1;
  result.failures.push(text);
}
