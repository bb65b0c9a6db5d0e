import { normaliseForMatching } from '../near-duplicates/normalise-for-matching.ts';
import { thousands } from '../render/numbers.ts';
import type { Row } from '../row.ts';
import { fail, pass, someOf } from './finding.ts';
import type { Finding } from './finding.ts';

type NamedRows = Readonly<Record<string, readonly Row[]>>;

/** Nothing that was learned from is in the group of an evaluation row, has its id, or has its text as near-duplicate matching sees it. */
export function checkGroupLeak(learned: NamedRows, evaluated: NamedRows): Finding {
  const sides = { group: new Map<string, string>(), id: new Map<string, string>(), text: new Map<string, string>() };
  for (const [set, rows] of Object.entries(evaluated)) {
    for (const row of rows) {
      sides.group.set(row.groupId, set);
      sides.id.set(row.id, set);
      sides.text.set(normaliseForMatching(row.text), set);
    }
  }
  const leaks: string[] = [];
  for (const [split, rows] of Object.entries(learned)) {
    for (const row of rows) {
      const by = sides.group.get(row.groupId) ? 'group' : sides.id.get(row.id) ? 'id' : sides.text.get(normaliseForMatching(row.text)) ? 'text' : undefined;
      if (by) leaks.push(`${row.id} of ${split} by its ${by}`);
    }
  }
  const [trained, held] = [countOf(learned), countOf(evaluated)];
  if (leaks.length === 0) return pass(`None of the ${thousands(trained)} rows of ${Object.keys(learned).join(', ')} shares group, id or text with the ${thousands(held)} of ${Object.keys(evaluated).join(', ')}.`);
  return fail(`${thousands(leaks.length)} of the ${thousands(trained)} rows that were learned from are in an evaluation set, too: ${someOf(leaks)}.`);
}

function countOf(sets: NamedRows): number {
  return Object.values(sets).reduce((sum, rows) => sum + rows.length, 0);
}
