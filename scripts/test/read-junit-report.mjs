import { readFileSync } from 'node:fs';

/** Counts of pytest's `--junitxml` report: one `testcase` element a test, with what went wrong inside it. */
export function readJunitReport(report) {
  const result = { passed: 0, failed: 0, skips: [], failures: [] };
  const cases = readFileSync(report, 'utf8').matchAll(/<testcase\b([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g);
  for (const [, attributes, body = ''] of cases) {
    const name = `${attribute(attributes, 'classname')} › ${attribute(attributes, 'name')}`;
    const skip = /<skipped\b([^>]*)/.exec(body);
    if (/<(failure|error)\b/.test(body)) {
      result.failed += 1;
      result.failures.push(name);
    } else if (skip !== null) {
      result.skips.push(`${name} (skipped: ${attribute(skip[1], 'message')})`);
    } else {
      result.passed += 1;
    }
  }
  return result;
}

function attribute(text, name) {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? '';
  return value.replace(/&(lt|gt|quot|apos|#10|amp);/g, (_all, entity) => ENTITIES[entity]);
}

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", '#10': ' ', amp: '&' };
